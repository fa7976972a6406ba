// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import type { ClusterConfig } from '../config/index.ts';
import { type Answer, type Asked, judge } from './answer.ts';
import { faults } from './cause.ts';
import { unusedVolumeFaults } from './vmi/disk-volumes.ts';
import { hypervFaults } from './vmi/hyperv.ts';
import { specFaults } from './vmi/index.ts';
import { missingMemoryFaults } from './vmi/resources.ts';
import { metadataFaults } from './vmi-metadata.ts';

/** Whether a VMI may be created; its defaults have been applied. */
export const admitVmiCreate = (
  { object, isOurs }: Pick<Asked<VirtualMachineInstance>, 'object' | 'isOurs'>,
  config: ClusterConfig,
): Answer => {
  const view = { path: 'spec', spec: object.spec, config };
  return judge(
    faults(
      metadataFaults('metadata', object.metadata, { config, isOurs }),
      specFaults(view),
      unusedVolumeFaults('spec', object.spec),
      missingMemoryFaults(view),
      hypervFaults(view),
    ),
  );
};
