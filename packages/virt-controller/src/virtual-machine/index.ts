// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { finalizers, type VirtualMachine, type VirtualMachineInstance } from '@kubevirt-ts/api';
import { type Controller, controller, keyOf, type Reconcile, source } from '@kubevirt-ts/kube';
import { indexes } from '../caches.ts';
import { OwnWrites } from '../own-writes.ts';
import type { World } from '../world.ts';
import { patchFinalizers, patchInstance, patchStatus, runAlways, take } from './apply.ts';
import { decide } from './decide.ts';
import { gather } from './gather.ts';
import { released } from './instance.ts';
import { StartRevisions } from './revisions.ts';
import { differsEssentially } from './status.ts';

/** How long the mere reason of a condition may lag behind, so that the next real change carries it. */
const lagMs = 3_000;

/** Brings one VM a step further. */
export const vmReconciler = (world: World): Reconcile => {
  const { caches } = world;
  const own = new OwnWrites<VirtualMachine>(world.now);
  const made = new OwnWrites<VirtualMachineInstance>(world.now);
  const revisions = new StartRevisions(world.client);
  /** Since when a VM's status differs from what is written in unimportant ways. */
  const laggingSinceMs = new Map<string, number>();

  const lag = (key: string, before: VirtualMachine, after: VirtualMachine): number => {
    const nowMs = world.now().getTime();
    const since = laggingSinceMs.get(key) ?? nowMs;
    const leftMs = since + lagMs - nowMs;
    if (leftMs > 0 && !differsEssentially(before.status, after.status)) {
      laggingSinceMs.set(key, since);
      return leftMs;
    }
    laggingSinceMs.delete(key);
    return 0;
  };

  const orphan = async (vmi: VirtualMachineInstance | undefined) => {
    if (vmi) await patchInstance(world, vmi, released(vmi));
  };

  return async (key) => {
    const cached = own.latest(key, caches.virtualMachines.get(key));
    if (!cached) {
      laggingSinceMs.delete(key);
      return await orphan(caches.virtualMachineInstances.get(key));
    }
    let known = await gather(world, revisions, cached, made.latest(key, caches.virtualMachineInstances.get(key)));
    let decision = decide(known);
    const { step } = decision;
    let vm = await patchFinalizers(world, own, known.vm, decision.vm);
    if (vm !== known.vm && vm.metadata?.deletionTimestamp) return await orphan(known.vmi);
    if (step.do === 'run-always') return await runAlways(world, vm);

    const attempt = async () => {
      const tried = await take(world, revisions, known, step);
      if (tried.vmi) made.noteCreated(key, tried.vmi);
      known = { ...known, ...tried };
      decision = decide(known);
    };
    // A VMI is made before its VM tells of it, but counted by its VM before it is deleted.
    if (step.do === 'create') await attempt();
    const waitMs = lag(key, vm, decision.vm);
    if (waitMs === 0) vm = await patchStatus(world, own, vm, decision.vm.status);
    if (step.do === 'delete') {
      await attempt();
      if (known.failure) await patchStatus(world, own, vm, decision.vm.status);
    } else await patchInstance(world, known.vmi, decision.vmi);
    if (known.failure) throw new Error(known.failure.message);
    const afterMs = Math.min(waitMs || Number.POSITIVE_INFINITY, decision.afterMs ?? Number.POSITIVE_INFINITY);
    return Number.isFinite(afterMs) ? { afterMs } : undefined;
  };
};

const isVmsOwn = (vmi: VirtualMachineInstance): boolean =>
  vmi.metadata?.finalizers?.includes(finalizers.vm) === true ||
  vmi.metadata?.ownerReferences?.some(({ kind }) => kind === 'VirtualMachine') === true;

/** The controller that makes and deletes VMIs as their VMs' run strategies ask, and tells the VMs what became of them. */
export const virtualMachineController = (world: World, signal: AbortSignal): Controller => {
  const { virtualMachines, virtualMachineInstances: vmis, persistentVolumeClaims } = world.caches;
  return controller({
    name: 'virt-controller-vm',
    workers: 10,
    logger: world.logger,
    metrics: world.metrics,
    signal,
    backoff: { baseMs: 5, capMs: 60_000 },
    reconcile: vmReconciler(world),
    sources: [
      source(virtualMachines),
      source(vmis, (vmi) => (isVmsOwn(vmi) || virtualMachines.get(keyOf(vmi)) ? [keyOf(vmi)] : [])),
      source(persistentVolumeClaims, (claim) => vmis.by(indexes.claim, keyOf(claim)).map(keyOf)),
    ],
  });
};
