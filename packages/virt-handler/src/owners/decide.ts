// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import type { DeviceHolder } from '@kubevirt-ts/host';
import { controllerOf, type Pod } from '@kubevirt-ts/kube';

/** The pod and the VMI that a slot belongs to. */
export interface Owner {
  vmiNamespace: string;
  vmiName: string;
  vmiUid: string;
  podName: string;
  podUid: string;
  /** The pod's addresses, main one first; empty while the kubelet has not told them. */
  podIps: string[];
}

/** Whose a slot is, or why it is nobody's. */
export type Ownership = { owner: Owner; reason?: undefined } | { owner?: undefined; reason: string };

/** What is known about the pod that the kubelet names as a slot's holder. */
export interface Claim {
  holder: DeviceHolder;
  pod: Pod | undefined;
  nodeName: string;
  /** VMIs of this node, by uid. */
  vmi(uid: string): VirtualMachineInstance | undefined;
}

/**
 * Decides whose a slot is. Only what a pod cannot choose counts: that the kubelet gave it the device, that the VMI of its
 * controller names the pod's uid as its own on this node (only virt-controller writes that). Labels, names and whatever
 * is said on the socket count for nothing (CVE-2025-64435, CVE-2026-13208).
 */
export function decideOwner({ holder, pod, nodeName, vmi }: Claim): Ownership {
  if (!pod?.metadata?.uid) return { reason: 'the pod is gone' };
  if (pod.spec?.nodeName !== nodeName) return { reason: 'the pod is of another node' };
  const controller = controllerOf(pod);
  if (controller?.kind !== 'VirtualMachineInstance') return { reason: 'the pod belongs to no VMI' };
  const found = vmi(controller.uid);
  if (found?.metadata?.uid !== controller.uid || found.metadata.namespace !== holder.namespace) {
    return { reason: 'the VMI of the pod is not at this node' };
  }
  if (found.status?.activePods?.[pod.metadata.uid] !== nodeName) {
    return { reason: 'the VMI does not know the pod as its own' };
  }
  return {
    owner: {
      vmiNamespace: holder.namespace,
      vmiName: found.metadata.name ?? '',
      vmiUid: controller.uid,
      podName: holder.pod,
      podUid: pod.metadata.uid,
      podIps: podIps(pod),
    },
  };
}

/** A pod's addresses, main one first. */
export function podIps({ status }: Pod): string[] {
  const ips = (status?.podIPs ?? []).flatMap(({ ip }) => (ip ? [ip] : []));
  return ips.length > 0 ? ips : status?.podIP ? [status.podIP] : [];
}
