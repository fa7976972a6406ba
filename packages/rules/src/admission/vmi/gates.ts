// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import { each, faults, invalid } from '../cause.ts';
import { devicesOf, disksOf, type SpecCheck, volumesOf } from '../spec-view.ts';

/** Everything that stays closed until a feature gate opens it. */
export const gateFaults: SpecCheck = ({ path, spec, config }) => {
  const devices = devicesOf(spec);
  const { domain } = spec;
  const volumes = new Map(volumesOf(spec).map((volume) => [volume.name, volume]));
  return faults(
    (devices.hostDevices?.length ?? 0) > 0 &&
      !config.isEnabled('HostDevices') &&
      invalid(`${path}.domain.devices.hostDevices`, 'Host Devices feature gate is not enabled in kubevirt-config'),
    devices.autoattachVSOCK === true &&
      !config.isEnabled('VSOCK') &&
      invalid(`${path}.domain.devices.autoattachVSOCK`, 'VSOCK feature gate is not enabled in kubevirt-config'),
    devices.downwardMetrics &&
      !config.isEnabled('DownwardMetrics') &&
      invalid(
        `${path}.domain.devices.downwardMetrics`,
        'downwardMetrics virtio serial is not allowed: DownwardMetrics feature gate is not enabled',
      ),
    each(devices.filesystems, ({ name }) => {
      const volume = volumes.get(name);
      return (
        (volume?.persistentVolumeClaim || volume?.dataVolume) &&
        !config.isEnabled('EnableVirtioFsStorageVolumes') &&
        invalid(
          `${path}.domain.devices.filesystems`,
          'virtiofs is not allowed: virtiofs feature gate is not enabled for PVC',
        )
      );
    }),
    disksOf(spec).some(({ lun }) => lun?.reservation) &&
      !config.isEnabled('PersistentReservation') &&
      invalid(
        `${path}.domain.devices.disks.luns.reservation`,
        'persistent reservation is not enabled in kubevirt config',
      ),
    domain.rebootPolicy !== undefined &&
      !config.isEnabled('RebootPolicy') &&
      invalid(
        `${path}.domain.rebootPolicy`,
        'RebootPolicy is specified but the RebootPolicy feature gate is not enabled',
      ),
    domain.memory?.reservedOverhead &&
      !config.isEnabled('ReservedOverheadMemlock') &&
      invalid(
        `${path}.domain.memory.reservedOverhead`,
        'Reserved overhead memlock feature gate is not enabled in kubevirt-config',
      ),
  );
};
