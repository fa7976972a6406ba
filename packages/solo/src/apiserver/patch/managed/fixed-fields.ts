// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Kind } from '../../kind.ts';
import { emptySet, type FieldSet, setOf } from '../fields/field-set.ts';

const spec = ['f:spec'];
const status = ['f:status'];
const metadata = ['f:metadata'];

/** What names an object or is the server's to say: nobody's. */
export const namingFields: FieldSet = setOf(
  ['f:apiVersion'],
  ['f:kind'],
  metadata,
  ...[
    'name',
    'namespace',
    'creationTimestamp',
    'selfLink',
    'uid',
    'clusterName',
    'generation',
    'managedFields',
    'resourceVersion',
  ].map((name) => ['f:metadata', `f:${name}`]),
);

const nothing = emptySet();
const onlyStatus = setOf(status);

// What a write to /status leaves alone beyond the spec, where it leaves anything else alone.
const statusAlso: Readonly<Record<string, string[][]>> = {
  'apps/Deployment': [['f:metadata', 'f:labels']],
  '/Pod': [
    ['f:metadata', 'f:deletionTimestamp'],
    ['f:metadata', 'f:ownerReferences'],
  ],
  'apiregistration.k8s.io/APIService': [metadata],
};

/** The fields that a write through a subresource (`''`: none) cannot change, whatever it says, and so never owns. */
export function resetFields(kind: Kind, subresource: string): FieldSet {
  if (!kind.hasStatus) return nothing;
  if (subresource !== 'status') return onlyStatus;
  if (kind.isCustom) return setOf(metadata, spec);
  return setOf(spec, ...(statusAlso[`${kind.group}/${kind.kind}`] ?? []));
}
