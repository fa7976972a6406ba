// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { VirtualMachineInstance, VolumeStatus } from '@kubevirt-ts/api';
import { diskTargets } from '@kubevirt-ts/rules/virtual-machine-instance';

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
