// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// A virtual machine that is kept, running or not.

import { ObjectMeta } from '../meta/object-meta.ts';
import { boolean, type Infer, list, object, ref, required, string } from '../schema.ts';
import { DataVolumeTemplateSpec } from '../storage/data-volumes.ts';
import { VirtualMachineInstanceTemplateSpec } from '../vmi/spec.ts';
import { InstancetypeMatcher, PreferenceMatcher } from './instancetype.ts';
import { VirtualMachineStatus } from './status.ts';

export const VirtualMachineSpec = object('When the VM runs, and as what.', {
  runStrategy: string(
    'When it runs: Always, RerunOnFailure, Manual, Halted, Once or WaitAsReceiver. Either this or running is needed.',
  ),
  running: boolean('Deprecated: true is runStrategy Always, false is Halted.'),
  template: required(
    ref<VirtualMachineInstanceTemplateSpec>(VirtualMachineInstanceTemplateSpec, 'The VMI that is made when it starts.'),
  ),
  instancetype: ref<InstancetypeMatcher>(InstancetypeMatcher, 'Instance type that sizes it.'),
  preference: ref<PreferenceMatcher>(PreferenceMatcher, 'Preference that suits the guest.'),
  dataVolumeTemplates: list(
    ref<DataVolumeTemplateSpec>(DataVolumeTemplateSpec),
    'Data volumes that are made with the VM and deleted with it.',
  ),
  updateVolumesStrategy: string(
    'What a change of volumes does to the running VM: Replacement (default: wait for a restart) or Migration (copy now).',
  ),
});
export interface VirtualMachineSpec extends Infer<typeof VirtualMachineSpec> {}

export const VirtualMachine = object('A virtual machine that is kept, running or not.', {
  apiVersion: string('kubevirt.io/v1.'),
  kind: string('VirtualMachine.'),
  metadata: ref<ObjectMeta>(ObjectMeta, 'Name, labels and the like.'),
  spec: required(ref<VirtualMachineSpec>(VirtualMachineSpec, 'When the VM runs, and as what.')),
  status: ref<VirtualMachineStatus>(VirtualMachineStatus, 'What is known of the VM.'),
});
export interface VirtualMachine extends Infer<typeof VirtualMachine> {}
