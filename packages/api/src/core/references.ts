// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// References to other objects, as Kubernetes writes them.

import { type Infer, object, required, string } from '../schema.ts';

export const LocalObjectReference = object(
  'Local object reference.',
  {
    name: string('Name.'),
  },
  { atomic: true },
);
export interface LocalObjectReference extends Infer<typeof LocalObjectReference> {}

export const TypedLocalObjectReference = object(
  'Typed local object reference.',
  {
    kind: required(string('Kind.')),
    name: required(string('Name.')),
    apiGroup: string('Api group.'),
  },
  { atomic: true },
);
export interface TypedLocalObjectReference extends Infer<typeof TypedLocalObjectReference> {}

export const TypedObjectReference = object('Typed object reference.', {
  kind: required(string('Kind.')),
  name: required(string('Name.')),
  apiGroup: string('Api group.'),
  namespace: string('Namespace.'),
});
export interface TypedObjectReference extends Infer<typeof TypedObjectReference> {}
