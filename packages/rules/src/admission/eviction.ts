// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { OwnerReference, VirtualMachineInstance } from '@kubevirt-ts/api';
import { annotations } from '@kubevirt-ts/api';
import type { ClusterConfig } from '../config/index.ts';

/** The parts of a pod that say whether it is a VM's. */
export interface EvictedPod {
  metadata?: {
    name?: string;
    uid?: string;
    annotations?: Record<string, string>;
    ownerReferences?: readonly Pick<OwnerReference, 'kind' | 'name' | 'uid' | 'controller'>[];
  };
  spec?: { nodeName?: string };
  status?: { phase?: string };
}

/** What becomes of an eviction: it passes, is answered 429, or marks the VMI first and is answered 429. */
export type EvictionDecision =
  | { do: 'pass' }
  | { do: 'deny'; message: string }
  | { do: 'mark'; nodeName: string; message: string };

const pass: EvictionDecision = { do: 'pass' };

/** The VMI a pod says it belongs to, by its controlling owner; nothing for every other pod. */
export const vmiOfPod = (pod: EvictedPod): { name: string; uid: string } | undefined =>
  pod.metadata?.ownerReferences?.find(({ kind, controller }) => kind === 'VirtualMachineInstance' && controller);

/**
 * Whether a pod is one the VMI runs in: the owner's UID and the VMI's own record must agree.
 * @differs KubeVirt goes by labels, which any pod may carry (CVE-2025-64435)
 */
export const isPodOf = (pod: EvictedPod, vmi: VirtualMachineInstance): boolean =>
  vmiOfPod(pod)?.uid === vmi.metadata?.uid &&
  pod.metadata?.uid !== undefined &&
  vmi.status?.activePods?.[pod.metadata.uid] !== undefined;

const isMigratable = (vmi: VirtualMachineInstance): boolean =>
  vmi.status?.conditions?.some(({ type, status }) => type === 'LiveMigratable' && status === 'True') ?? false;

/** What becomes of the eviction of a pod, given the VMI it claims as its owner. */
export const decideEviction = (
  pod: EvictedPod,
  vmi: VirtualMachineInstance | undefined,
  config: ClusterConfig,
): EvictionDecision => {
  if (!vmi || !isPodOf(pod, vmi)) return pass;
  if (['Succeeded', 'Failed'].includes(pod.status?.phase ?? '')) return pass;
  const { name, namespace } = vmi.metadata ?? {};
  const strategy = vmi.spec.evictionStrategy ?? config.evictionStrategy;
  const migratable = isMigratable(vmi);
  if (strategy === 'LiveMigrate' && !migratable)
    return {
      do: 'deny',
      message: `VMI ${name} is configured with an eviction strategy but is not live-migratable`,
    };
  if (!(strategy === 'External' || (strategy.startsWith('LiveMigrate') && migratable))) return pass;
  const message = `Eviction triggered evacuation of VMI "${namespace}/${name}"`;
  if (vmi.status?.evacuationNodeName) return { do: 'deny', message: `Evacuation in progress: ${message}` };
  const nodeName = pod.spec?.nodeName;
  if (!nodeName || vmi.status?.nodeName !== nodeName) return { do: 'deny', message: 'Eviction request for target Pod' };
  return { do: 'mark', nodeName, message };
};

/** The value of the VMI's annotation that says the descheduler asked, or nothing when it did not. */
export const evictionSource = (eviction: {
  metadata?: { annotations?: Record<string, string> };
}): string | undefined =>
  eviction.metadata?.annotations?.['requested-by'] === 'sigs.k8s.io/descheduler' ? 'descheduler' : undefined;

/** The annotation that keeps {@link evictionSource} on a VMI. */
export const evictionSourceAnnotation = annotations.evictionSource;
