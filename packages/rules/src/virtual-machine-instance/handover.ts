// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type {
  PersistentVolumeClaimInfo,
  VirtualMachineInstance,
  VirtualMachineInstanceNetworkInterface,
  VirtualMachineInstanceStatus,
  VolumeStatus,
} from '@kubevirt-ts/api';
import { claimsOf } from './missing-claims.ts';
import type { PodFacts } from './pod-facts.ts';

/** What a VMI's status repeats of a PersistentVolumeClaim. */
export interface ClaimFacts {
  accessModes?: PersistentVolumeClaimInfo['accessModes'];
  volumeMode?: PersistentVolumeClaimInfo['volumeMode'];
  capacity?: Record<string, string>;
  requests?: Record<string, string>;
}

const filesystemOverhead = '0.055';

const interfacesOf = (vmi: VirtualMachineInstance, pod: PodFacts): VirtualMachineInstanceNetworkInterface[] => {
  const onPodNetwork = new Set((vmi.spec.networks ?? []).filter((n) => n.pod).map((n) => n.name));
  return (vmi.spec.domain.devices?.interfaces ?? []).map(({ name, macAddress }) => ({
    name,
    ...(macAddress ? { mac: macAddress } : {}),
    ...(onPodNetwork.has(name) ? { podInterfaceName: 'eth0', ipAddress: pod.ips[0], ipAddresses: [...pod.ips] } : {}),
  }));
};

const volumesOf = (vmi: VirtualMachineInstance, claim: (name: string) => ClaimFacts | undefined): VolumeStatus[] => {
  const claims = new Map(claimsOf(vmi).map((c) => [c.volume, c.claim]));
  return (vmi.spec.volumes ?? []).map(({ name }): VolumeStatus => {
    const claimName = claims.get(name);
    const facts = claimName ? claim(claimName) : undefined;
    if (!claimName || !facts) return { name, target: '' };
    const { accessModes, volumeMode, capacity, requests } = facts;
    const overhead = volumeMode === 'Block' ? undefined : filesystemOverhead;
    const info = { claimName, accessModes, volumeMode, capacity, requests, filesystemOverhead: overhead };
    return { name, target: '', persistentVolumeClaimInfo: info };
  });
};

/** Everything a VMI's status learns when its pod is up: from then on the node's agent takes over. */
export const handoverStatus = (
  vmi: VirtualMachineInstance,
  pod: PodFacts,
  claim: (name: string) => ClaimFacts | undefined,
): Partial<VirtualMachineInstanceStatus> => ({
  nodeName: pod.node,
  activePods: { ...vmi.status?.activePods, [pod.uid]: pod.node ?? '' },
  launcherContainerImageVersion: pod.image,
  qosClass: pod.qosClass,
  interfaces: interfacesOf(vmi, pod),
  volumeStatus: volumesOf(vmi, claim),
});
