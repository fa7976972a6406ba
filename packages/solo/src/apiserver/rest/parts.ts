// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { ObjectMeta } from '@kubevirt-ts/kube';
import type { Json, Kind } from '../kind.ts';

// Nodes register with their status; everything else starts without.
const createdWithStatus: ReadonlySet<string> = new Set([
  '/nodes',
  '/persistentvolumes',
  'apiregistration.k8s.io/apiservices',
]);

/** Drops, in place, the status that a client sent with a new object. */
export function dropNewStatus(kind: Kind, object: Json): void {
  if (kind.hasStatus && !createdWithStatus.has(kind.collection)) delete object.status;
}

// What else a status update of some built-in kinds leaves as it was.
const kept: Readonly<Record<string, readonly (keyof ObjectMeta)[]>> = {
  '/pods': ['ownerReferences'],
  'apps/deployments': ['labels'],
  'apiextensions.k8s.io/customresourcedefinitions': ['labels', 'annotations', 'finalizers', 'ownerReferences'],
  'apiregistration.k8s.io/apiservices': ['labels', 'annotations', 'finalizers', 'ownerReferences'],
  'policy/poddisruptionbudgets': [],
};

/** The new object as far as the subresource it was sent to may change it; the rest is as it was. */
export function ofSubresource(kind: Kind, subresource: string, next: Json, live: Json): Json {
  switch (subresource) {
    case '':
      return kind.hasStatus ? withPart(next, 'status', live) : next;
    case 'status':
      return withPart({ ...live, metadata: statusMetadata(kind, next, live) }, 'status', next);
    case 'finalize': {
      const spec = { ...(live.spec as object), finalizers: (next.spec as { finalizers?: string[] })?.finalizers };
      return { ...live, metadata: { ...next.metadata }, spec };
    }
    case 'ephemeralcontainers': {
      const { ephemeralContainers } = (next.spec ?? {}) as { ephemeralContainers?: unknown };
      return { ...live, metadata: { ...next.metadata }, spec: { ...(live.spec as object), ephemeralContainers } };
    }
    default:
      return next;
  }
}

/** The subresources of a kind that are parts of its objects, read and written like them. */
export function partsOf(kind: Kind): string[] {
  const parts = kind.hasStatus ? ['status'] : [];
  if (kind.collection === '/namespaces') parts.push('finalize');
  if (kind.collection === '/pods') parts.push('ephemeralcontainers');
  return parts;
}

function withPart(object: Json, part: string, from: Json): Json {
  const { [part]: _, ...rest } = object;
  return (from[part] === undefined ? rest : { ...rest, [part]: from[part] }) as Json;
}

function statusMetadata(kind: Kind, next: Json, live: Json): ObjectMeta {
  if (kind.isCustom) {
    const { managedFields: _, ...metadata } = live.metadata ?? {};
    const sent = next.metadata ?? {};
    return {
      ...metadata,
      ...(sent.resourceVersion && { resourceVersion: sent.resourceVersion }),
      ...(sent.managedFields && { managedFields: sent.managedFields }),
    };
  }
  const metadata: ObjectMeta = { ...next.metadata };
  for (const field of kept[kind.collection] ?? []) {
    const value = live.metadata?.[field];
    if (value === undefined) delete metadata[field];
    else Object.assign(metadata, { [field]: value });
  }
  return metadata;
}
