// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { labels, labelValues, type VirtualMachineInstance } from '@kubevirt-ts/api';
import {
  type Client,
  controllerOf,
  type KubeObject,
  type Logger,
  type Resource,
  resources,
  type WatchCacheOptions,
  watchCache,
} from '@kubevirt-ts/kube';
import { claimsOf } from '@kubevirt-ts/rules/virtual-machine-instance';
import { kinds } from './kinds.ts';
import { probeLabelValue } from './kvm-probe/render-probe-pod.ts';
import type { Caches } from './world.ts';

/** Names of the caches' indexes. */
export const indexes = {
  /** Pods by the uid of the object that controls them. */
  owner: 'owner',
  /** VMIs by `namespace/name` of the claims they use. */
  claim: 'claim',
  /** VMIs of which a pod finds no node. */
  unscheduled: 'unscheduled',
} as const;

const claimKeys = (vmi: VirtualMachineInstance): string[] =>
  claimsOf(vmi).map(({ claim }) => `${vmi.metadata?.namespace}/${claim}`);

const unscheduled = (vmi: VirtualMachineInstance): string[] =>
  vmi.status?.conditions?.some((c) => c.type === 'PodScheduled' && c.status === 'False') ? ['yes'] : [];

/** Watches everything that the controllers of this program decide on. */
export const watchCaches = (o: { client: Client; logger: Logger; signal: AbortSignal; namespace: string }): Caches => {
  const watch = <T extends KubeObject>(resource: Resource<T>, more: Partial<WatchCacheOptions<T>> = {}) =>
    watchCache({ client: o.client, logger: o.logger, signal: o.signal, resource, ...more });
  return {
    virtualMachines: watch(kinds.virtualMachines),
    virtualMachineInstances: watch(kinds.virtualMachineInstances, {
      indexes: { [indexes.claim]: claimKeys, [indexes.unscheduled]: unscheduled },
    }),
    launcherPods: watch(resources.pods, {
      labelSelector: `${labels.appLabel}=${labelValues.launcher}`,
      indexes: { [indexes.owner]: (pod) => [controllerOf(pod)?.uid ?? ''] },
    }),
    probePods: watch(resources.pods, {
      namespace: o.namespace,
      labelSelector: `${labels.appLabel}=${probeLabelValue}`,
    }),
    persistentVolumeClaims: watch(resources.persistentVolumeClaims),
    nodes: watch(resources.nodes),
    kubevirts: watch(kinds.kubevirts),
  };
};
