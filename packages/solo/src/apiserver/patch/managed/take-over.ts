// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Json } from '../../kind.ts';
import {
  difference,
  type FieldSet,
  intersection,
  isEmpty,
  type Path,
  paths,
  recursiveDifference,
  union,
} from '../fields/field-set.ts';
import { type Comparison, compare } from '../typed/compare.ts';
import type { Managers } from './managers.ts';
import type { Versions } from './versions.ts';

/** A field that another manager owns and this one would change. */
export interface Conflict {
  manager: string;
  path: Path;
}

/** What a change of an object does to who owns what. */
export interface Takeover {
  /** What changed, less the fields that are reset. */
  comparison: Comparison;
  /** Fields of others that changed, by manager and then in order. */
  conflicts: Conflict[];
  /** The managers, less what changed and what is gone of others; who is left with nothing, or in no version, is dropped. */
  managers: Managers;
}

/** Looks at a change through the eyes of all managers but the one whose change it is. @throws TypeMismatch */
export async function takeOver(o: {
  versions: Versions;
  live: Json;
  next: Json;
  apiVersion: string;
  managers: Managers;
  /** Identity of who makes the change. */
  self: string;
  /** Fields that the change cannot touch, by version. */
  ignored: (apiVersion: string) => FieldSet;
}): Promise<Takeover> {
  const comparisons = new Map<string, Comparison | undefined>();
  const comparisonIn = async (apiVersion: string) => {
    if (comparisons.has(apiVersion)) return comparisons.get(apiVersion);
    const shape = o.versions.shape(apiVersion);
    const [live, next] = [await o.versions.convert(o.live, apiVersion), await o.versions.convert(o.next, apiVersion)];
    const comparison = shape && live && next && less(compare(shape, live, next), o.ignored(apiVersion));
    comparisons.set(apiVersion, comparison);
    return comparison;
  };
  const comparison = await comparisonIn(o.apiVersion);
  if (!comparison) throw new Error(`${o.apiVersion} is being written, but is not served`);
  const managers: Managers = new Map();
  const conflicts: Conflict[] = [];
  for (const [id, owned] of [...o.managers].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (id === o.self) {
      managers.set(id, owned);
      continue;
    }
    const seen = await comparisonIn(owned.apiVersion);
    if (!seen) continue;
    const taken = intersection(owned.fields, union(seen.modified, seen.added));
    for (const path of paths(taken)) conflicts.push({ manager: id, path });
    const fields = difference(difference(owned.fields, taken), seen.removed);
    if (!isEmpty(fields)) managers.set(id, { ...owned, fields });
  }
  return { comparison, conflicts, managers };
}

function less(c: Comparison, ignored: FieldSet): Comparison {
  if (isEmpty(ignored)) return c;
  return {
    added: recursiveDifference(c.added, ignored),
    removed: recursiveDifference(c.removed, ignored),
    modified: recursiveDifference(c.modified, ignored),
  };
}
