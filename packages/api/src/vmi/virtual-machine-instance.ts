// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// One run of a virtual machine.

import { ObjectMeta } from '../meta/object-meta.ts';
import { type Infer, object, ref, required, string } from '../schema.ts';
import { VirtualMachineInstanceSpec } from './spec.ts';
import { VirtualMachineInstanceStatus } from './status.ts';

export const VirtualMachineInstance = object(
  'One run of a virtual machine: it exists from the request to start until it has ended, and never starts twice.',
  {
    apiVersion: string('kubevirt.io/v1.'),
    kind: string('VirtualMachineInstance.'),
    metadata: ref<ObjectMeta>(ObjectMeta, 'Name, labels and the like.'),
    spec: required(
      ref<VirtualMachineInstanceSpec>(
        VirtualMachineInstanceSpec,
        'What it is asked to be; fixed, except for what can change while it runs.',
      ),
    ),
    status: ref<VirtualMachineInstanceStatus>(VirtualMachineInstanceStatus, 'What is known of it.'),
  },
);
export interface VirtualMachineInstance extends Infer<typeof VirtualMachineInstance> {}
