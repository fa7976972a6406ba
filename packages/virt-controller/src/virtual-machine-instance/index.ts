// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import {
  type Controller,
  controller,
  controllerOf,
  type KubeObject,
  keyOf,
  type Reconcile,
  source,
} from '@kubevirt-ts/kube';
import { isFinal } from '@kubevirt-ts/rules/virtual-machine-instance';
import { indexes } from '../caches.ts';
import { nodeKvmChanges } from '../node-kvm-changes.ts';
import { OwnWrites } from '../own-writes.ts';
import type { World } from '../world.ts';
import { apply, createPod } from './apply.ts';
import { decide } from './decide.ts';
import { gather } from './gather.ts';
import { LastPods } from './last-pods.ts';

/** Brings one VMI, and its pod, a step further. */
export const vmiReconciler = (world: World): Reconcile => {
  const { caches } = world;
  const own = new OwnWrites<VirtualMachineInstance>(world.now);
  const lastPods = new LastPods(caches.launcherPods, caches.virtualMachineInstances);
  return async (key) => {
    const vmi = own.latest(key, caches.virtualMachineInstances.get(key));
    if (!vmi) return undefined;
    let known = await gather(world, lastPods, vmi);
    let decision = decide(known);
    if (decision.createPod) {
      known = { ...known, ...(await createPod(world, vmi)) };
      decision = decide(known);
    }
    await apply(world, own, known, decision);
    if (known.failure) throw new Error(known.failure.message);
    return decision.afterMs === undefined ? undefined : { afterMs: decision.afterMs };
  };
};

const ownerKey = (object: KubeObject): string[] => {
  const owner = controllerOf(object);
  return owner?.kind === 'VirtualMachineInstance' ? [`${object.metadata?.namespace}/${owner.name}`] : [];
};

/** The controller that makes a pod of each VMI and tells the VMI what became of it. */
export const virtualMachineInstanceController = (world: World, signal: AbortSignal): Controller => {
  const { virtualMachineInstances: vmis, launcherPods, persistentVolumeClaims, nodes, kubevirts } = world.caches;
  return controller({
    name: 'virt-controller-vmi',
    workers: 10,
    logger: world.logger,
    metrics: world.metrics,
    signal,
    backoff: { baseMs: 5, capMs: 60_000 },
    reconcile: vmiReconciler(world),
    sources: [
      source(vmis),
      source(launcherPods, ownerKey),
      source(persistentVolumeClaims, (claim) =>
        vmis
          .by(indexes.claim, keyOf(claim))
          .filter((vmi) => !isFinal(vmi.status?.phase))
          .map(keyOf),
      ),
      nodeKvmChanges(nodes, () => vmis.by(indexes.unscheduled, 'yes').map(keyOf)),
      source(kubevirts, () => []),
    ],
  });
};
