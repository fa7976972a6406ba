// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { createHash } from 'node:crypto';
import type { Kind } from '../kind.ts';
import { partsOf } from '../rest/parts.ts';

/** A subresource of a kind, as both forms of discovery have it. */
export interface Subresource {
  name: string;
  kind: string;
  group: string;
  version: string;
  verbs: readonly string[];
}

const onObject = ['get', 'patch', 'update'] as const;

/** The subresources of a kind, by name; of a custom kind, as in Kubernetes, status and then scale. */
export function subresources(kind: Kind): Subresource[] {
  const { group, version } = kind;
  const found: Subresource[] = Object.entries(kind.connectors).map(([name, connector]) => ({
    name,
    kind: connector.kind,
    group: connector.group ?? group,
    version: connector.version ?? version,
    verbs: connector.verbs,
  }));
  for (const name of partsOf(kind)) {
    const verbs = name === 'finalize' ? ['update'] : onObject;
    found.push({ name, kind: kind.kind, group, version, verbs });
  }
  if (kind.scale) found.push({ name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: onObject });
  return kind.isCustom ? found : found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Tells clients when the version that objects are stored in changes. @upstream discovery.StorageVersionHash */
function storageVersionHash(kind: Kind): string {
  const group = kind.collection.slice(0, kind.collection.lastIndexOf('/'));
  const digest = createHash('sha256').update(`${group}/${kind.storageVersion}/${kind.kind}`).digest();
  return digest.subarray(0, 8).toString('base64');
}

/** The `resources` of an APIResourceList. */
export function apiResources(kinds: readonly Kind[]): object[] {
  const byName = [...kinds].sort((a, b) => (a.plural < b.plural ? -1 : 1));
  return byName.flatMap((kind) => [
    {
      name: kind.plural,
      singularName: kind.singular,
      namespaced: kind.namespaced,
      kind: kind.kind,
      verbs: kind.verbs,
      ...(kind.shortNames.length && { shortNames: kind.shortNames }),
      ...(kind.categories.length && { categories: kind.categories }),
      ...(!isReview(kind) && { storageVersionHash: storageVersionHash(kind) }),
    },
    ...subresources(kind).map((sub) => ({
      name: `${kind.plural}/${sub.name}`,
      singularName: '',
      namespaced: kind.namespaced,
      ...((sub.group !== kind.group || sub.version !== kind.version) && { group: sub.group, version: sub.version }),
      kind: sub.kind,
      verbs: sub.verbs,
    })),
  ]);
}

function isReview(kind: Kind): boolean {
  return !kind.verbs.includes('get');
}
