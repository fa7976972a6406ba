// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Optional parts of an installation.

import { boolean, type Infer, object, string } from '../schema.ts';

export const CommonInstancetypesDeployment = object('Common instancetypes deployment.', {
  enabled: boolean('Enabled.'),
});
export interface CommonInstancetypesDeployment extends Infer<typeof CommonInstancetypesDeployment> {}

export const VirtTemplateDeployment = object('Virt template deployment.', {
  enabled: boolean('Enabled.'),
});
export interface VirtTemplateDeployment extends Infer<typeof VirtTemplateDeployment> {}

export const InstancetypeConfiguration = object('Instancetype configuration.', {
  referencePolicy: string('Reference policy.'),
});
export interface InstancetypeConfiguration extends Infer<typeof InstancetypeConfiguration> {}
