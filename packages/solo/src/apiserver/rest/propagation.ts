// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Json, Kind } from '../kind.ts';
import type { DeleteOptions } from './delete-options.ts';
import { metaOf } from './metadata.ts';

const orphan = 'orphan';
const foreground = 'foregroundDeletion';

/** Sets, in place, the finalizers that tell the garbage collector what becomes of dependents. */
export function setPropagation(kind: Kind, object: Json, options: DeleteOptions): void {
  // Nothing belongs to an event.
  if (kind.collection === '/events') return;
  const before = object.metadata?.finalizers ?? [];
  const after = before.filter((name) => name !== orphan && name !== foreground);
  if (orphans(kind, before, options)) after.push(orphan);
  if (deletesFirst(before, options)) after.push(foreground);
  if (before.length === after.length && before.every((name) => after.includes(name))) return;
  setFinalizers(object, after);
}

function setFinalizers(object: Json, finalizers: string[]): void {
  if (finalizers.length > 0) metaOf(object).finalizers = finalizers;
  else delete metaOf(object).finalizers;
}

function orphans(kind: Kind, finalizers: readonly string[], o: DeleteOptions): boolean {
  if (o.orphanDependents !== undefined) return o.orphanDependents;
  if (o.propagationPolicy !== undefined) return o.propagationPolicy === 'Orphan';
  const own = finalizers.find((name) => name === orphan || name === foreground);
  if (own) return own === orphan;
  return keepsPodsByDefault(kind);
}

function deletesFirst(finalizers: readonly string[], o: DeleteOptions): boolean {
  if (o.orphanDependents !== undefined) return false;
  if (o.propagationPolicy !== undefined) return o.propagationPolicy === 'Foreground';
  return finalizers.find((name) => name === orphan || name === foreground) === foreground;
}

/** Jobs leave their pods behind unless told otherwise, as they always did. */
export function keepsPodsByDefault(kind: Kind): boolean {
  return kind.collection === 'batch/jobs';
}
