// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  annotations,
  migrationMethods,
  type VirtualMachineInstance,
  vmiConditionReasons,
  vmiConditions,
} from '@kubevirt-ts/api';
import type { Condition } from '@kubevirt-ts/kube';

/** Whether a VMI could be moved to another node, and how its disks would move. */
export interface Migratability {
  conditions: [liveMigratable: Condition, storageLiveMigratable: Condition];
  method: string;
}

interface No {
  reason: string;
  message: string;
}

/**
 * Decides what KubeVirt's checks say, in their order; what passes them all is still not migratable, because this version
 * moves no VM.
 * @upstream order, reasons and messages
 * @differs never True: live migration is not offered yet
 */
export function migratability(vmi: VirtualMachineInstance): Migratability {
  const own: No = {
    reason: vmiConditionReasons.notMigratable,
    message: 'live migration is not offered by this version of kubevirt-ts',
  };
  const common = interfaceNo(vmi) ?? hostDeviceNo(vmi) ?? encryptionNo(vmi);
  const no = common ?? diskNo(vmi) ?? own;
  const storage = common ?? own;
  return {
    conditions: [
      { type: vmiConditions.liveMigratable, status: 'False', ...no },
      { type: vmiConditions.storageLiveMigratable, status: 'False', ...storage },
    ],
    method: hasLocalDisks(vmi) ? migrationMethods.block : migrationMethods.live,
  };
}

function interfaceNo({ metadata, spec }: VirtualMachineInstance): No | undefined {
  const podNetwork = (spec.networks ?? []).find((network) => network.pod)?.name ?? 'default';
  const bridge = (spec.domain.devices.interfaces ?? []).some((each) => each.name === podNetwork && each.bridge);
  if (!bridge || metadata?.annotations?.[annotations.allowPodBridgeNetworkLiveMigration] !== undefined)
    return undefined;
  return {
    reason: vmiConditionReasons.interfaceNotLiveMigratable,
    message: 'cannot migrate VMI which does not use masquerade or a migratable plugin to connect to the pod network',
  };
}

function hostDeviceNo({ spec: { domain } }: VirtualMachineInstance): No | undefined {
  const { hostDevices = [], gpus = [] } = domain.devices;
  if (hostDevices.length > 0) {
    const message = 'VMI specifies non-migratable generic PCI host device';
    return { reason: vmiConditionReasons.hostDeviceNotLiveMigratable, message };
  }
  if (gpus.length === 0) return undefined;
  const message = 'VMI specifies a GPU but feature gate VGPULiveMigration is not enabled';
  return { reason: vmiConditionReasons.hostDeviceNotLiveMigratable, message };
}

function encryptionNo({ spec: { domain } }: VirtualMachineInstance): No | undefined {
  const { sev, tdx } = domain.launchSecurity ?? {};
  if (sev) return { reason: vmiConditionReasons.sevNotLiveMigratable, message: 'VMI uses SEV' };
  if (tdx) return { reason: vmiConditionReasons.tdxNotLiveMigratable, message: 'VMI uses TDX' };
  if (domain.features?.hypervPassthrough?.enabled) {
    const reason = vmiConditionReasons.hypervPassthroughNotLiveMigratable;
    return { reason, message: 'VMI uses hyperv passthrough' };
  }
  return undefined;
}

function diskNo({ spec, status }: VirtualMachineInstance): No | undefined {
  const reason = vmiConditionReasons.disksNotLiveMigratable;
  for (const volume of spec.volumes ?? []) {
    if (volume.hostDisk && !volume.hostDisk.shared) {
      return { reason, message: 'cannot migrate VMI with non-shared HostDisk' };
    }
    const claim = volume.persistentVolumeClaim?.claimName ?? volume.dataVolume?.name;
    if (!claim) continue;
    const known = (status?.volumeStatus ?? []).find(({ name }) => name === volume.name)?.persistentVolumeClaimInfo;
    if (!known?.accessModes?.includes('ReadWriteMany')) {
      const message = `cannot migrate VMI: PVC ${claim} is not shared, live migration requires that all PVCs must be shared (using ReadWriteMany access mode)`;
      return { reason, message };
    }
  }
  return undefined;
}

/** Disks that are files of the pod, to be copied along with the memory. */
function hasLocalDisks({ spec }: VirtualMachineInstance): boolean {
  return (spec.volumes ?? []).some(
    ({ persistentVolumeClaim, dataVolume, hostDisk, ...others }) =>
      !persistentVolumeClaim && !dataVolume && !hostDisk && Object.keys(others).length > 1,
  );
}
