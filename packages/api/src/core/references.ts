// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// References to other objects, as Kubernetes writes them.

import { type Infer, object, required, string } from '../schema.ts';

export const LocalObjectReference = object(
  'Names an object in the same namespace.',
  {
    name: string('Name of the object.'),
  },
  { atomic: true },
);
export interface LocalObjectReference extends Infer<typeof LocalObjectReference> {}

export const TypedLocalObjectReference = object(
  'Names an object of any kind in the same namespace.',
  {
    apiGroup: string('API group of the kind; absent for the core group.'),
    kind: required(string('Kind of the object.')),
    name: required(string('Name of the object.')),
  },
  { atomic: true },
);
export interface TypedLocalObjectReference extends Infer<typeof TypedLocalObjectReference> {}

export const TypedObjectReference = object('Names an object of any kind, possibly in another namespace.', {
  apiGroup: string('API group of the kind; absent for the core group.'),
  kind: required(string('Kind of the object.')),
  name: required(string('Name of the object.')),
  namespace: string('Namespace of the object; its own when absent.'),
});
export interface TypedObjectReference extends Infer<typeof TypedObjectReference> {}
