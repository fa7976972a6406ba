// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// A virtual machine that is kept, running or not.

import { ObjectMeta } from '../meta/object-meta.ts';
import { boolean, type Infer, list, object, ref, required, string } from '../schema.ts';
import { DataVolumeTemplateSpec } from '../storage/data-volumes.ts';
import { VirtualMachineInstanceTemplateSpec } from '../vmi/spec.ts';
import { InstancetypeMatcher, PreferenceMatcher } from './instancetype.ts';
import { VirtualMachineStatus } from './status.ts';

export const VirtualMachineSpec = object('Virtual machine spec.', {
  template: required(ref<VirtualMachineInstanceTemplateSpec>(VirtualMachineInstanceTemplateSpec, 'Template.')),
  dataVolumeTemplates: list(ref<DataVolumeTemplateSpec>(DataVolumeTemplateSpec), 'Data volume templates.'),
  instancetype: ref<InstancetypeMatcher>(InstancetypeMatcher, 'Instancetype.'),
  preference: ref<PreferenceMatcher>(PreferenceMatcher, 'Preference.'),
  runStrategy: string('Run strategy.'),
  running: boolean('Running.'),
  updateVolumesStrategy: string('Update volumes strategy.'),
});
export interface VirtualMachineSpec extends Infer<typeof VirtualMachineSpec> {}

export const VirtualMachine = object('Virtual machine.', {
  spec: required(ref<VirtualMachineSpec>(VirtualMachineSpec, 'Spec.')),
  apiVersion: string('Api version.'),
  kind: string('Kind.'),
  metadata: ref<ObjectMeta>(ObjectMeta, 'Metadata.'),
  status: ref<VirtualMachineStatus>(VirtualMachineStatus, 'Status.'),
});
export interface VirtualMachine extends Infer<typeof VirtualMachine> {}
