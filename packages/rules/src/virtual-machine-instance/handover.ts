// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepStrictEqual } from 'node:util';
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

/** The claim behind a volume as its status repeats it. */
const claimInfo = (claimName: string, facts: ClaimFacts): PersistentVolumeClaimInfo => {
  const overhead = facts.volumeMode === 'Block' ? {} : { filesystemOverhead };
  return JSON.parse(JSON.stringify({ claimName, ...facts, ...overhead }));
};

/**
 * The status of volumes with what is known of the claims behind them, which may grow while the VM runs; the same list
 * when nothing of it is new. Which volumes are listed, and where they are in the guest, is for the node's agent to say.
 */
export const withClaims = (
  vmi: VirtualMachineInstance,
  claim: (name: string) => ClaimFacts | undefined,
): VolumeStatus[] | undefined => {
  const claims = new Map(claimsOf(vmi).map((c) => [c.volume, c.claim]));
  const known = vmi.status?.volumeStatus;
  const next = known?.map((volume) => {
    const name = claims.get(volume.name);
    const facts = name ? claim(name) : undefined;
    if (!name || !facts) return volume;
    const info = claimInfo(name, facts);
    return isDeepStrictEqual(info, volume.persistentVolumeClaimInfo)
      ? volume
      : { ...volume, persistentVolumeClaimInfo: info };
  });
  return next?.some((volume, index) => volume !== known?.[index]) ? next : known;
};

/** Everything a VMI's status learns when its pod is up: from then on the node's agent takes over. */
export const handoverStatus = (vmi: VirtualMachineInstance, pod: PodFacts): Partial<VirtualMachineInstanceStatus> => ({
  nodeName: pod.node,
  activePods: { ...vmi.status?.activePods, [pod.uid]: pod.node ?? '' },
  launcherContainerImageVersion: pod.image,
  qosClass: pod.qosClass,
  interfaces: interfacesOf(vmi, pod),
});
