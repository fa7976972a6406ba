// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Json } from '../../kind.ts';
import { difference, emptySet, type FieldSet, intersection, union } from '../fields/field-set.ts';
import { fieldsOf, withNamedFields } from '../typed/fields-of.ts';
import { removeFields } from '../typed/remove.ts';
import type { Shape } from '../typed/shape.ts';
import type { Managers, Owned } from './managers.ts';
import type { Versions } from './versions.ts';

interface View {
  merged: Json;
  pruned: Json;
}

/**
 * A merged object without the fields that its applier owned before, applies no more, and no other manager owns; items of
 * lists likewise. The managers have the applier's new fields already. @throws TypeMismatch
 */
export async function prune(o: {
  versions: Versions;
  merged: Json;
  managers: Managers;
  last: Owned | undefined;
  apiVersion: string;
}): Promise<Json> {
  const { versions, last } = o;
  const shape = last && versions.shape(last.apiVersion);
  const merged = last && (await versions.convert(o.merged, last.apiVersion));
  if (!last || !shape || !merged) return o.merged;
  const lastFields = withNamedFields(shape, last.fields);
  const kept = await addOwned({ merged, pruned: without(shape, merged, lastFields) }, last.apiVersion, o);
  const pruned = await versions.convert(kept, last.apiVersion);
  if (!pruned) return o.merged;
  // What fell away but was not the applier's stays.
  const fell = difference(named(shape, merged), named(shape, pruned));
  const result = without(shape, merged, intersection(fell, lastFields));
  return (await versions.convert(result, o.apiVersion)) ?? o.merged;
}

/** Gives back what any manager owns, each in its own version, the version of the pruning first. */
async function addOwned(view: View, first: string, o: { versions: Versions; managers: Managers }): Promise<Json> {
  const byVersion = new Map<string, FieldSet>([[first, emptySet()]]);
  for (const { apiVersion, fields } of o.managers.values()) {
    byVersion.set(apiVersion, union(byVersion.get(apiVersion) ?? emptySet(), fields));
  }
  let now = view;
  for (const [apiVersion, owned] of byVersion) {
    const shape = o.versions.shape(apiVersion);
    const merged = await o.versions.convert(now.merged, apiVersion);
    const pruned = await o.versions.convert(now.pruned, apiVersion);
    if (!shape || !merged || !pruned) continue;
    const kept = union(named(shape, pruned), withNamedFields(shape, owned));
    now = { merged, pruned: without(shape, merged, difference(named(shape, merged), kept)) };
  }
  return now.pruned;
}

function named(shape: Shape, object: Json): FieldSet {
  return withNamedFields(shape, fieldsOf(shape, object));
}

function without(shape: Shape, object: Json, gone: FieldSet): Json {
  return (removeFields(shape, object, gone) ?? {}) as Json;
}
