// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// One run of a virtual machine.

import { ObjectMeta } from '../meta/object-meta.ts';
import { type Infer, object, ref, required, string } from '../schema.ts';
import { VirtualMachineInstanceSpec } from './spec.ts';
import { VirtualMachineInstanceStatus } from './status.ts';

export const VirtualMachineInstance = object('Virtual machine instance.', {
  spec: required(ref<VirtualMachineInstanceSpec>(VirtualMachineInstanceSpec, 'Spec.')),
  apiVersion: string('Api version.'),
  kind: string('Kind.'),
  metadata: ref<ObjectMeta>(ObjectMeta, 'Metadata.'),
  status: ref<VirtualMachineInstanceStatus>(VirtualMachineInstanceStatus, 'Status.'),
});
export interface VirtualMachineInstance extends Infer<typeof VirtualMachineInstance> {}
