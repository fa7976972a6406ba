// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { createHash, randomBytes } from 'node:crypto';
import type { Logger } from '@kubevirt-ts/kube';
import type { ImageStore } from '../images/image-store.ts';
import type { PodNetworkOptions } from '../network/pod-network.ts';
import type { Crun } from './crun.ts';
import type { MachineRights } from './machine-rights.ts';
import type { Controllers } from './oci/limits.ts';
import type { Exits } from './state/exits.ts';
import type { Layout } from './state/layout.ts';
import type { ContainerRecord, Records, SandboxRecord } from './state/records.ts';

/** What the parts of a node's runtime work with. */
export interface NodeParts {
  readonly layout: Layout;
  readonly crun: Crun;
  readonly images: ImageStore;
  readonly network: PodNetworkOptions;
  readonly exits: Exits;
  readonly sandboxes: Records<SandboxRecord>;
  readonly containers: Records<ContainerRecord>;
  readonly rights: MachineRights;
  readonly controllers: Controllers;
  readonly logger: Logger;
  readonly now: () => Date;
}

/** A new id of a sandbox or container. */
export function newId(): string {
  return randomBytes(16).toString('hex');
}

/** The cgroup under which all of a node's are: told from those of any other state directory. */
export function nodeCgroup({ node }: Layout): string {
  return `/solo-${createHash('sha256').update(node).digest('hex').slice(0, 12)}`;
}

/** The cgroup of a pod, or of one of its containers (the sandbox is one). */
export function cgroupOf(layout: Layout, podUid: string, id?: string): string {
  const pod = `${nodeCgroup(layout)}/pod${podUid}`;
  return id === undefined ? pod : `${pod}/${id}`;
}
