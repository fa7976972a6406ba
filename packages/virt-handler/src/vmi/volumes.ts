// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Disk, VirtualMachineInstance, VolumeStatus } from '@kubevirt-ts/api';

/** Device name prefixes that guests give disks, by bus. */
const prefixes: Record<string, string> = { virtio: 'vd', sata: 'sd', scsi: 'sd', usb: 'sd' };

/** The status of every volume, with the name of its disk's device; what others found out about a volume stays. */
export function volumeStatus({ spec, status }: VirtualMachineInstance): VolumeStatus[] {
  const targets = diskTargets(spec.domain.devices.disks ?? []);
  const known = new Map((status?.volumeStatus ?? []).map((volume) => [volume.name, volume]));
  const specified = (spec.volumes ?? []).map(({ name }) => {
    const before = known.get(name);
    known.delete(name);
    return { ...before, name, target: before?.target || (targets.get(name) ?? '') };
  });
  return [...specified, ...known.values()];
}

/** Device names in the order of the disks, counted for each prefix: vda, vdb, sda, … */
export function diskTargets(disks: readonly Disk[]): Map<string, string> {
  const counts: Record<string, number> = {};
  return new Map(
    disks.map((disk) => {
      const bus = disk.disk?.bus ?? disk.cdrom?.bus ?? disk.lun?.bus ?? 'sata';
      const prefix = prefixes[bus] ?? 'vd';
      const index = counts[prefix] ?? 0;
      counts[prefix] = index + 1;
      return [disk.name, prefix + letters(index)];
    }),
  );
}

/** a, b, …, z, aa, ab, … */
function letters(index: number): string {
  const rest = Math.floor(index / 26);
  return (rest > 0 ? letters(rest - 1) : '') + String.fromCharCode(97 + (index % 26));
}
