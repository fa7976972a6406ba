// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Domain settings given to VMIs by label (deprecated).

import { DomainSpec } from '../domain/domain.ts';
import { LabelSelector } from '../meta/label-selector.ts';
import { ObjectMeta } from '../meta/object-meta.ts';
import { type Infer, object, ref, required, string } from '../schema.ts';

export const VirtualMachineInstancePresetSpec = object('Virtual machine instance preset spec.', {
  selector: required(ref<LabelSelector>(LabelSelector, 'Selector.')),
  domain: ref<DomainSpec>(DomainSpec, 'Domain.'),
});
export interface VirtualMachineInstancePresetSpec extends Infer<typeof VirtualMachineInstancePresetSpec> {}

export const VirtualMachineInstancePreset = object('Virtual machine instance preset.', {
  apiVersion: string('Api version.'),
  kind: string('Kind.'),
  metadata: ref<ObjectMeta>(ObjectMeta, 'Metadata.'),
  spec: ref<VirtualMachineInstancePresetSpec>(VirtualMachineInstancePresetSpec, 'Spec.'),
});
export interface VirtualMachineInstancePreset extends Infer<typeof VirtualMachineInstancePreset> {}
