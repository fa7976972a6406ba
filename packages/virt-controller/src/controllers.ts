// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Controller } from '@kubevirt-ts/kube';
import { kvmProbeController } from './kvm-probe/index.ts';
import { nodeHeartbeatController } from './node-heartbeat/index.ts';
import { virtualMachineController } from './virtual-machine/index.ts';
import { virtualMachineInstanceController } from './virtual-machine-instance/index.ts';
import { workloadCountsController } from './workload-counts/index.ts';
import type { World } from './world.ts';

/** Every controller of this program; they know of each other only through what they write into objects. */
export const startControllers = (world: World, signal: AbortSignal): Controller[] => [
  virtualMachineController(world, signal),
  virtualMachineInstanceController(world, signal),
  nodeHeartbeatController(world, signal),
  kvmProbeController(world, signal),
  workloadCountsController(world, signal),
];
