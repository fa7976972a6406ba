// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Facts about a pod as files.

import { type Infer, int32, object, quantity, ref, required, string } from '../schema.ts';

export const ObjectFieldSelector = object(
  'Object field selector.',
  {
    fieldPath: required(string('Field path.')),
    apiVersion: string('Api version.'),
  },
  { atomic: true },
);
export interface ObjectFieldSelector extends Infer<typeof ObjectFieldSelector> {}

export const ResourceFieldSelector = object(
  'Resource field selector.',
  {
    resource: required(string('Resource.')),
    containerName: string('Container name.'),
    divisor: quantity('Divisor.'),
  },
  { atomic: true },
);
export interface ResourceFieldSelector extends Infer<typeof ResourceFieldSelector> {}

export const DownwardAPIVolumeFile = object('Downward apivolume file.', {
  path: required(string('Path.')),
  fieldRef: ref<ObjectFieldSelector>(ObjectFieldSelector, 'Field ref.'),
  mode: int32('Mode.'),
  resourceFieldRef: ref<ResourceFieldSelector>(ResourceFieldSelector, 'Resource field ref.'),
});
export interface DownwardAPIVolumeFile extends Infer<typeof DownwardAPIVolumeFile> {}
