// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { VirtualMachineInstancePreset } from '@kubevirt-ts/api';
import { type Answer, judge } from './answer.ts';
import { faults, missing } from './cause.ts';
import { diskListFaults } from './vmi/disks.ts';
import { firmwareFaults } from './vmi/firmware.ts';

/** Whether a preset may be created or changed. */
export const admitPreset = ({ spec }: VirtualMachineInstancePreset): Answer => {
  const domain = spec?.domain;
  if (!domain) return judge([missing('spec.domain', 'missing domain.')]);
  return judge(
    faults(
      diskListFaults('spec.domain.devices.disks', domain.devices?.disks ?? []),
      firmwareFaults('spec.domain.firmware', domain.firmware),
    ),
  );
};
