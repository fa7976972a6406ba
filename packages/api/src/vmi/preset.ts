// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Domain settings given to VMIs by label (deprecated).

import { DomainSpec } from '../domain/domain.ts';
import { LabelSelector } from '../meta/label-selector.ts';
import { ObjectMeta } from '../meta/object-meta.ts';
import { type Infer, object, ref, required, string } from '../schema.ts';

export const VirtualMachineInstancePresetSpec = object('Domain settings, and for whom.', {
  selector: required(ref<LabelSelector>(LabelSelector, 'VMIs that get them when they are created.')),
  domain: ref<DomainSpec>(DomainSpec, 'The settings; a VMI that sets one differently is left alone.'),
});
export interface VirtualMachineInstancePresetSpec extends Infer<typeof VirtualMachineInstancePresetSpec> {}

export const VirtualMachineInstancePreset = object(
  'Domain settings given to VMIs by label; deprecated in favour of instance types and preferences.',
  {
    apiVersion: string('kubevirt.io/v1.'),
    kind: string('VirtualMachineInstancePreset.'),
    metadata: ref<ObjectMeta>(ObjectMeta, 'Name, labels and the like.'),
    spec: ref<VirtualMachineInstancePresetSpec>(VirtualMachineInstancePresetSpec, 'Domain settings, and for whom.'),
  },
);
export interface VirtualMachineInstancePreset extends Infer<typeof VirtualMachineInstancePreset> {}
