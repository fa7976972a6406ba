// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Facts about a pod as files.

import { type Infer, int32, object, quantity, ref, required, string } from '../schema.ts';

export const ObjectFieldSelector = object(
  'A field of the pod.',
  {
    fieldPath: required(string('Path of the field, such as metadata.labels.')),
    apiVersion: string('API version the path is written for; v1 when absent.'),
  },
  { atomic: true },
);
export interface ObjectFieldSelector extends Infer<typeof ObjectFieldSelector> {}

export const ResourceFieldSelector = object(
  'A request or limit of a container.',
  {
    resource: required(string('Which one, such as limits.cpu.')),
    containerName: string('Name of the container.'),
    divisor: quantity('Unit in which the value is written; 1 when absent.'),
  },
  { atomic: true },
);
export interface ResourceFieldSelector extends Infer<typeof ResourceFieldSelector> {}

export const DownwardAPIVolumeFile = object('One file made from a fact about the pod.', {
  path: required(string('Path of the file, relative and without "..".')),
  fieldRef: ref<ObjectFieldSelector>(
    ObjectFieldSelector,
    'Field of the pod that is written; only metadata fields are possible.',
  ),
  resourceFieldRef: ref<ResourceFieldSelector>(
    ResourceFieldSelector,
    'Request or limit of a container that is written.',
  ),
  mode: int32('Permission bits of the file, as a decimal number.'),
});
export interface DownwardAPIVolumeFile extends Infer<typeof DownwardAPIVolumeFile> {}
