// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeVirt, VirtualMachineInstance } from '@kubevirt-ts/api';
import {
  type Controller,
  controller,
  Gauge,
  keyOf,
  type Reconcile,
  type Source,
  source,
  splitKey,
} from '@kubevirt-ts/kube';
import { isOutdated } from '@kubevirt-ts/rules/virtual-machine-instance';
import { kinds } from '../kinds.ts';
import type { World } from '../world.ts';

/** How long changes are collected before they are counted: an update makes many VMIs outdated at once. */
const collectMs = 1_000;

/** Writes into a KubeVirt object's status how many VMIs run in pods of an older launcher. */
export const countReconciler =
  ({ client, caches, launcherImage }: World, gauge?: Gauge): Reconcile =>
  async (key) => {
    const kubevirt: KubeVirt | undefined = caches.kubevirts.get(key);
    const vmis = caches.virtualMachineInstances.list();
    const count = vmis.filter((vmi) => isOutdated(vmi, launcherImage)).length;
    gauge?.set(count);
    if (!kubevirt || (kubevirt.status?.outdatedVirtualMachineInstanceWorkloads ?? 0) === count) return;
    const body = { status: { outdatedVirtualMachineInstanceWorkloads: count } };
    await client.patch(kinds.kubevirts, splitKey(key), { type: 'merge', body }, { subresource: 'status' });
  };

/** The controller that counts VMIs whose pods are older than the installation. */
export const workloadCountsController = (world: World, signal: AbortSignal): Controller => {
  const { kubevirts, virtualMachineInstances: vmis } = world.caches;
  const gauge = world.metrics
    ? new Gauge({
        name: 'kubevirt_vmi_number_of_outdated',
        help: 'VMIs that run in pods of an older launcher image',
        registers: [world.metrics],
      })
    : undefined;
  const outdated = (vmi: VirtualMachineInstance | undefined) =>
    vmi !== undefined && isOutdated(vmi, world.launcherImage);
  const changes: Source = {
    synced: () => vmis.synced(),
    subscribe: () =>
      vmis.onChange(({ type, object, old }) => {
        if (outdated(type === 'DELETED' ? undefined : object) === outdated(old)) return;
        for (const kubevirt of kubevirts.list()) running.enqueueAfter(keyOf(kubevirt), collectMs);
      }),
  };
  const running: Controller = controller({
    name: 'virt-controller-workload-counts',
    logger: world.logger,
    metrics: world.metrics,
    signal,
    reconcile: countReconciler(world, gauge),
    sources: [source(kubevirts), changes],
  });
  return running;
};
