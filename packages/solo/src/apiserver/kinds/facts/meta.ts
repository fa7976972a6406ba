// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { PackageFacts } from './package-facts.ts';

/** Types of meta/v1. */
export const metaFacts: PackageFacts = {
  Condition: {},
  DeleteOptions: {
    dryRun: 'atomic',
    gracePeriodSeconds: 'pointer',
    ignoreStoreReadErrorWithClusterBreakingPotential: 'pointer',
    orphanDependents: 'pointer',
    propagationPolicy: 'pointer',
  },
  FieldSelectorRequirement: { values: 'atomic' },
  LabelSelector: { '': 'atomic', matchExpressions: 'atomic' },
  LabelSelectorRequirement: { values: 'atomic' },
  ListMeta: { remainingItemCount: 'pointer' },
  ManagedFieldsEntry: {},
  ObjectMeta: {
    deletionGracePeriodSeconds: 'pointer',
    finalizers: 'merge set',
    managedFields: 'atomic',
    ownerReferences: 'merge(uid) map(uid)',
  },
  OwnerReference: { '': 'atomic', blockOwnerDeletion: 'pointer', controller: 'pointer' },
  Preconditions: { resourceVersion: 'pointer', uid: 'pointer' },
  ShardInfo: {},
  Status: {},
  StatusCause: {},
  StatusDetails: { causes: 'atomic' },
};
