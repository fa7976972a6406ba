// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { VirtualMachine } from '@kubevirt-ts/api';
import { type Answer, type Asked, judge } from './answer.ts';
import { faults, invalid, unsupported } from './cause.ts';
import { lockFaults } from './virtual-machine.ts';

const field = 'Status.volumeRequests';

/** Whether the status of a VM may be written. */
export const admitVirtualMachineStatus = ({ object, old }: Asked<VirtualMachine>): Answer => {
  const requests = object.status?.volumeRequests ?? [];
  return judge(
    faults(
      requests.some(({ addVolumeOptions, removeVolumeOptions }) => addVolumeOptions && removeVolumeOptions) &&
        invalid(field, 'VolumeRequests require either addVolumeOptions or removeVolumeOptions to be set, not both'),
      requests.length > 0 && unsupported(field, 'status.volumeRequests is not offered by this version of kubevirt-ts.'),
      lockFaults(object, old),
    ),
  );
};
