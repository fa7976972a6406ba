// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Optional parts of an installation.

import { boolean, type Infer, object, oneOf } from '../schema.ts';

export const CommonInstancetypesDeployment = object('The instance types and preferences that come with KubeVirt.', {
  enabled: boolean('They are installed; true when absent.'),
});
export interface CommonInstancetypesDeployment extends Infer<typeof CommonInstancetypesDeployment> {}

export const VirtTemplateDeployment = object('The components for VM templates.', {
  enabled: boolean('They are installed; true when absent if gate Template is on.'),
});
export interface VirtTemplateDeployment extends Infer<typeof VirtTemplateDeployment> {}

export const InstancetypeConfiguration = object('How instance types and preferences are used.', {
  referencePolicy: oneOf(
    ['reference', 'expand', 'expandAll'],
    'reference (default) keeps them apart from the VM, expand writes them into new VMs, expandAll into all.',
    { strict: true },
  ),
});
export interface InstancetypeConfiguration extends Infer<typeof InstancetypeConfiguration> {}
