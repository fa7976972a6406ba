// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Disk } from '@kubevirt-ts/api';

/** Device name prefixes that guests give disks, by bus. */
const prefixes: Record<string, string> = { virtio: 'vd', sata: 'sd', scsi: 'sd', usb: 'sd' };

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
