// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Namespace, wireTime } from '@kubevirt-ts/kube';
import type { Remains } from './gather.ts';

/** The finalizer in a namespace's spec that stands for its content. */
export const contentFinalizer = 'kubernetes';

type Condition = NonNullable<NonNullable<Namespace['status']>['conditions']>[number];
type Said = Pick<Condition, 'reason' | 'message'>;

/** Whether a namespace is going and its content has to go first. */
export function isEmptying(namespace: Namespace): boolean {
  return Boolean(namespace.metadata?.deletionTimestamp) && hasFinalizer(namespace);
}

/** Whether a namespace may not go before its content. */
function hasFinalizer(namespace: Namespace): boolean {
  return namespace.spec?.finalizers?.includes(contentFinalizer) === true;
}

/** Whether nothing is left in a namespace, and nothing kept us from seeing that. */
export function isEmpty({ failures, errors, counts }: Remains): boolean {
  return failures.length === 0 && errors.length === 0 && counts.size === 0;
}

const fine: readonly [string, Said][] = [
  [
    'NamespaceDeletionDiscoveryFailure',
    { reason: 'ResourcesDiscovered', message: 'All resources successfully discovered' },
  ],
  [
    'NamespaceDeletionGroupVersionParsingFailure',
    { reason: 'ParsedGroupVersions', message: 'All legacy kube types successfully parsed' },
  ],
  [
    'NamespaceDeletionContentFailure',
    {
      reason: 'ContentDeleted',
      message: 'All content successfully deleted, may be waiting on finalization',
    },
  ],
  ['NamespaceContentRemaining', { reason: 'ContentRemoved', message: 'All content successfully removed' }],
  [
    'NamespaceFinalizersRemaining',
    { reason: 'ContentHasNoFinalizers', message: 'All content-preserving finalizers finished' },
  ],
];

/** What a namespace that is going says of what is left in it. */
export function conditionsOf(namespace: Namespace, remains: Remains, now: Date): Condition[] {
  const conditions = [...(namespace.status?.conditions ?? [])];
  const troubles = troublesOf(remains);
  for (const [type, well] of fine) {
    const trouble = troubles.get(type);
    const next = { type, status: trouble ? 'True' : 'False', ...(trouble ?? well) };
    const at = conditions.findIndex((condition) => condition.type === type);
    const old = conditions[at];
    const lastTransitionTime = old?.status === next.status ? old.lastTransitionTime : wireTime(now);
    if (old) conditions[at] = { ...next, lastTransitionTime };
    else conditions.push({ ...next, lastTransitionTime });
  }
  return conditions;
}

function troublesOf({ failures, errors, counts, finalizers }: Remains): Map<string, Said> {
  const troubles = new Map<string, Said>();
  if (failures.length > 0) {
    const each = failures.map(({ groupVersion, reason }) => `${groupVersion}: ${reason}`).sort();
    const all = `unable to retrieve the complete list of server APIs: ${each.join(', ')}`;
    const message = `Discovery failed for some groups, ${failures.length} failing: ${all}`;
    troubles.set('NamespaceDeletionDiscoveryFailure', { reason: 'DiscoveryFailed', message });
  }
  if (errors.length > 0) {
    const message = `Failed to delete all resource types, ${errors.length} remaining: ${errors.toSorted().join(', ')}`;
    troubles.set('NamespaceDeletionContentFailure', { reason: 'ContentDeletionFailed', message });
  }
  if (counts.size > 0) {
    const each = [...counts].map(([resource, count]) => `${resource} has ${count} resource instances`).sort();
    const message = `Some resources are remaining: ${each.join(', ')}`;
    troubles.set('NamespaceContentRemaining', { reason: 'SomeResourcesRemain', message });
  }
  if (finalizers.size > 0) {
    const each = [...finalizers].map(([finalizer, count]) => `${finalizer} in ${count} resource instances`).sort();
    const message = `Some content in the namespace has finalizers remaining: ${each.join(', ')}`;
    troubles.set('NamespaceFinalizersRemaining', { reason: 'SomeFinalizersRemain', message });
  }
  return troubles;
}
