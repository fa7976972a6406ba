// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Container, Pod } from '@kubevirt-ts/kube';
import { quantityValue } from '../../quantity.ts';
import type { Allocation } from '../devices/api.ts';
import type { ContainerSpec, Device, Mount } from '../runtime/spec.ts';
import { type NodeDirectories, onMachine } from '../volumes/host-path.ts';
import { expand } from './expansion.ts';
import { containerLimits } from './limits.ts';
import { oomScoreAdjustment } from './qos.ts';
import { containerSecurity } from './security.ts';

/** What a container is made from, beside its specification. */
export interface ContainerFacts {
  pod: Pod;
  container: Container;
  attempt: number;
  env: ReadonlyMap<string, string>;
  mounts: readonly Mount[];
  /** Of block volumes. */
  devices: readonly Device[];
  /** Of device plugins. */
  allocation: Allocation;
  imageUser: string;
  memoryBytesOfNode: number;
  node: NodeDirectories;
  /** Id of the container whose processes an ephemeral one sees. */
  targetContainerId?: string;
}

/** What the runtime makes a container from; or why it must not. */
export function containerSpec(o: ContainerFacts): ContainerSpec | { refused: string } {
  const { pod, container, attempt, env, allocation } = o;
  const security = containerSecurity(pod, container, o.imageUser);
  if ('refused' in security) return security;
  const { resources } = container;
  const requested = quantityValue(resources?.requests?.memory ?? resources?.limits?.memory);
  const expanded = (list: string[] | undefined) => list?.map((text) => expand(text, env));
  const command = expanded(container.command);
  const args = expanded(container.args);
  return {
    name: container.name,
    attempt,
    labels: {},
    image: container.image ?? '',
    ...(command?.length && { command }),
    ...(args?.length && { args }),
    ...(container.workingDir && { workingDir: container.workingDir }),
    env: Object.entries({ ...Object.fromEntries(env), ...allocation.envs }).map(([name, value]) => ({ name, value })),
    mounts: [
      ...o.mounts,
      ...allocation.mounts.map(({ containerPath, hostPath, readOnly }) => ({
        source: { path: onMachine(hostPath, o.node) },
        target: containerPath,
        readOnly,
      })),
    ],
    devices: [
      ...o.devices,
      ...allocation.devices.map(({ containerPath, hostPath, permissions }) => ({
        containerPath,
        hostPath,
        permissions,
      })),
    ],
    stdin: container.stdin === true,
    stdinOnce: container.stdinOnce === true,
    tty: container.tty === true,
    terminationMessagePath: container.terminationMessagePath || '/dev/termination-log',
    security,
    limits: containerLimits(container),
    oomScoreAdj: oomScoreAdjustment(pod, { requested, ofNode: o.memoryBytesOfNode }),
    ...(o.targetContainerId && { targetContainerId: o.targetContainerId }),
  };
}
