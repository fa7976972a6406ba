// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { ApiError, wireTime } from '@kubevirt-ts/kube';
import type { Json } from '../../kind.ts';
import { difference, isEmpty, union } from '../fields/field-set.ts';
import type { Writer } from '../patches.ts';
import { reconciled } from '../typed/fields-of.ts';
import { TypeMismatch } from '../typed/form.ts';
import { namingFields, resetFields } from './fixed-fields.ts';
import {
  capUpdaters,
  decodeManagers,
  encodeManagers,
  identity,
  type ManagedFieldsEntry,
  type Managers,
  type Owned,
} from './managers.ts';
import { takeOver } from './take-over.ts';
import { apiVersionOf, type Versions, versionsOf } from './versions.ts';

/** As `Patches.update`. */
export async function updateManagedFields(writer: Writer, live: Json | undefined, next: Json): Promise<Json> {
  const before = managersBefore(writer, live, next);
  // An object whose fields nobody owns stays so until it is applied.
  if (before.size === 0 && live) return withManagers(next, before);
  try {
    return withManagers(next, await afterUpdate(writer, before, live, next));
  } catch (error) {
    if (!(error instanceof TypeMismatch || error instanceof ApiError)) throw error;
    return withEntries(next, live?.metadata?.managedFields as ManagedFieldsEntry[] | undefined);
  }
}

/** Who owns what after a write that is no apply; without live, of an object that is new. @throws TypeMismatch */
export async function afterUpdate(
  writer: Writer,
  before: Managers,
  live: Json | undefined,
  next: Json,
): Promise<Managers> {
  const { kind } = writer;
  const versions = versionsOf(writer);
  const apiVersion = apiVersionOf(kind);
  const old = live ?? { apiVersion, kind: kind.kind };
  const { managers, comparison } = await takeOver({
    versions,
    live: bare(old),
    next: bare(next),
    apiVersion,
    managers: withSchemas(before, versions),
    self: '',
    ignored: ignoredBy(writer),
  });
  const changed = difference(union(comparison.modified, comparison.added), namingFields);
  if (!isEmpty(changed)) {
    const own: Owned = { ...whoUpdates(writer), apiVersion, time: wireTime(writer.now), fields: changed };
    const earlier = managers.get(identity(own));
    managers.set(identity(own), earlier ? { ...own, fields: union(changed, earlier.fields) } : own);
  }
  capUpdaters(managers);
  return managers;
}

function whoUpdates(writer: Writer): Pick<Owned, 'manager' | 'operation' | 'subresource'> {
  return { manager: writer.manager || 'unknown', operation: 'Update', subresource: writer.subresource };
}

/** What the fields of a version are that this write cannot change; a custom kind says so only of the version it is written in. */
export function ignoredBy(writer: Writer): (apiVersion: string) => ReturnType<typeof resetFields> {
  const own = apiVersionOf(writer.kind);
  const none = { isMember: false, children: new Map() };
  const reset = resetFields(writer.kind, writer.subresource);
  return (apiVersion) => (writer.kind.isCustom && apiVersion !== own ? none : reset);
}

/** Managers whose version is still served, their fields in step with the schema of today. */
export function withSchemas(managers: Managers, versions: Versions): Managers {
  const served: Managers = new Map();
  for (const [id, owned] of managers) {
    const shape = versions.shape(owned.apiVersion);
    if (shape) served.set(id, { ...owned, fields: reconciled(shape, owned.fields) });
  }
  return served;
}

// A client may change or reset what it sent back; one that knows nothing of it leaves it out, and it stays.
function managersBefore(writer: Writer, live: Json | undefined, next: Json): Managers {
  const known = decoded(live) ?? new Map();
  if (writer.subresource) return known;
  const entries = next.metadata?.managedFields as ManagedFieldsEntry[] | null | undefined;
  if (Array.isArray(entries) && isReset(entries)) return new Map();
  const sent = decoded(next);
  return sent && sent.size > 0 ? sent : known;
}

function isReset(entries: readonly ManagedFieldsEntry[]): boolean {
  return entries.length === 0 || (entries.length === 1 && Object.keys(entries[0] ?? {}).length === 0);
}

function decoded(object: Json | undefined): Managers | undefined {
  try {
    return decodeManagers((object?.metadata?.managedFields ?? undefined) as ManagedFieldsEntry[] | undefined);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** An object without its `managedFields`, which nobody owns. */
export function bare<T extends Json>(object: T): T {
  if (object.metadata?.managedFields === undefined) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** An object with `managedFields` that tell of these managers. */
export function withManagers(object: Json, managers: Managers): Json {
  return withEntries(object, encodeManagers(managers));
}

function withEntries(object: Json, entries: readonly ManagedFieldsEntry[] | undefined): Json {
  if (!entries?.length) return bare(object);
  return { ...object, metadata: { ...object.metadata, managedFields: entries as never } };
}
