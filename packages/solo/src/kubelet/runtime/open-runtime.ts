// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@kubevirt-ts/kube';
import type { ImageStore } from '../images/image-store.ts';
import { passFirewall } from '../network/machine-firewall.ts';
import { ensureBridge } from '../network/pod-network.ts';
import { cgroupControllers } from './cgroups.ts';
import { Crun } from './crun.ts';
import { makeShared, unmountAll } from './machine-mounts.ts';
import { machineRights } from './machine-rights.ts';
import { nodeCgroup } from './node-parts.ts';
import { NodeRuntime } from './node-runtime.ts';
import { reconcileRecords } from './recover.ts';
import type { Runtime } from './runtime.ts';
import { syncNodeTable } from './sandbox-ops.ts';
import { Exits } from './state/exits.ts';
import { Layout } from './state/layout.ts';
import { type ContainerRecord, Records, type SandboxRecord } from './state/records.ts';

/** What a node's runtime is opened with. */
export interface RuntimeOptions {
  /** The node's directory: `nodes/<name>` of the state directory. Short, as sockets lie in it. */
  directory: string;
  images: ImageStore;
  /** The node's own bridge, such as `solo1`. */
  bridge: string;
  /** The node's pod addresses: `10.42.1.0/24`; the bridge has the first. */
  podSubnet: string;
  /** All nodes' pod addresses. @defaultValue 10.42.0.0/16 */
  clusterSubnet?: string;
  /** The services' addresses. @defaultValue 10.43.0.0/16 */
  serviceSubnet?: string;
  logger: Logger;
  now: () => Date;
}

/** Opens a node's runtime: its bridge is there then, and what an earlier process left half-made is not. Needs root. */
export async function openRuntime(o: RuntimeOptions): Promise<Runtime> {
  const layout = new Layout(o.directory);
  // Configurations hold what pods keep secret.
  await mkdir(layout.root, { recursive: true, mode: 0o700 });
  for (const directory of [
    layout.crun,
    layout.sockets,
    layout.addresses,
    join(o.directory, 'kubelet'),
    join(o.directory, 'run'),
  ])
    await mkdir(directory, { recursive: true });
  // Mounts made there are to reach containers, and those made by containers the machine.
  await makeShared(join(o.directory, 'kubelet'));
  await makeShared(join(o.directory, 'run'));
  const network = {
    bridge: o.bridge,
    subnet: o.podSubnet,
    clusterSubnet: o.clusterSubnet ?? '10.42.0.0/16',
    serviceSubnet: o.serviceSubnet ?? '10.43.0.0/16',
    addresses: layout.addresses,
  };
  await ensureBridge(network);
  await passFirewall(network);

  const crun = await Crun.open(layout.crun, layout.root);
  const sandboxes = await Records.open<SandboxRecord>(layout.sandboxes);
  const containers = await Records.open<ContainerRecord>(layout.containers);
  for (const directory of [
    ...sandboxes.torn.map((id) => layout.sandbox(id)),
    ...containers.torn.map((id) => layout.container(id)),
  ]) {
    await unmountAll(directory);
    await rm(directory, { recursive: true, force: true });
  }
  const isSandbox = (id: string) => sandboxes.records.get(id) !== undefined;
  const exits = await Exits.open(layout.exits, (id) => (isSandbox(id) ? layout.sandbox(id) : layout.container(id)));
  const rights = machineRights();
  const controllers = await cgroupControllers(nodeCgroup(layout), rights);
  const missing = ['cpu', 'memory', 'pids', 'devices'].filter((name) => !controllers.has(name));
  if (missing.length > 0)
    o.logger.warn({ missing }, 'this machine does not let containers be held to all their limits');
  const parts = {
    layout,
    crun,
    images: o.images,
    network,
    exits,
    sandboxes: sandboxes.records,
    containers: containers.records,
    rights,
    controllers,
    logger: o.logger,
    now: o.now,
  };
  await reconcileRecords(parts);
  await syncNodeTable(parts);
  return new NodeRuntime(parts);
}
