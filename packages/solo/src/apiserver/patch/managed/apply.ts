// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepEqual, isObject, wireTime } from '@kubevirt-ts/kube';
import { badRequest, conflict, refusal } from '../../errors.ts';
import type { Json } from '../../kind.ts';
import { difference, has, isEmpty, recursiveDifference } from '../fields/field-set.ts';
import type { Writer } from '../patches.ts';
import { check } from '../typed/check.ts';
import { fieldsOf } from '../typed/fields-of.ts';
import { TypeMismatch } from '../typed/form.ts';
import { merge } from '../typed/merge.ts';
import { shapeOfKind } from '../typed/shape.ts';
import { conflictError } from './conflicts.ts';
import { namingFields } from './fixed-fields.ts';
import { lastAppliedFields, withLastApplied } from './last-applied.ts';
import { decodeManagers, identity, type ManagedFieldsEntry, type Managers, type Owned } from './managers.ts';
import { prune } from './prune.ts';
import { type Conflict, takeOver } from './take-over.ts';
import { afterUpdate, bare, ignoredBy, withManagers, withSchemas } from './update.ts';
import { apiVersionOf, versionsOf } from './versions.ts';

/** The manager that `kubectl apply --server-side` names; with it, fields that `kubectl apply` set before are its own. */
const kubectl = 'kubectl';

/** As `Patches.apply`. */
export async function applyObject(
  writer: Writer,
  o: { live: Json | undefined; applied: unknown; force: boolean },
): Promise<Json> {
  const applied = checked(writer, o.applied);
  try {
    const { uid } = applied.metadata ?? {};
    if (uid && !o.live) {
      const why = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
      throw conflict(writer.kind, applied.metadata?.name ?? '', why);
    }
    const { object, managers } = await withOwners(writer, { ...o, applied });
    const result = writer.manager === kubectl ? withLastApplied(object, applied) : object;
    return withManagers(result, managers);
  } catch (error) {
    if (!(error instanceof TypeMismatch)) throw error;
    throw unspecific(`failed to create typed live object (${nameOf(writer, o.live ?? applied)}): ${error.message}`);
  }
}

interface Merged {
  object: Json;
  managers: Managers;
}

async function withOwners(
  writer: Writer,
  o: { live: Json | undefined; applied: Json; force: boolean },
): Promise<Merged> {
  const apiVersion = apiVersionOf(writer.kind);
  const live = bare(o.live ?? { apiVersion, kind: writer.kind.kind });
  let before = managersOf(o.live);
  if (before.size === 0 && o.live)
    before = await afterUpdate({ ...writer, manager: 'before-first-apply' }, before, undefined, live);
  const merged = await mergeApplied(writer, { live, applied: o.applied, before });
  if (o.force || merged.conflicts.length === 0) return merged;
  const conflicts = writer.manager === kubectl ? notLastApplied(writer, live, merged.conflicts) : merged.conflicts;
  if (conflicts.length > 0) throw conflictError(conflicts);
  return merged;
}

async function mergeApplied(
  writer: Writer,
  o: { live: Json; applied: Json; before: Managers },
): Promise<Merged & { conflicts: Conflict[] }> {
  const versions = versionsOf(writer);
  const apiVersion = apiVersionOf(writer.kind);
  const shape = shapeOfKind(writer.kind);
  const ignored = ignoredBy(writer);
  const before = withSchemas(o.before, versions);
  const own: Owned = {
    manager: writer.manager,
    operation: 'Apply',
    apiVersion,
    subresource: writer.subresource,
    time: wireTime(writer.now),
    fields: recursiveDifference(fieldsOf(shape, o.applied), ignored(apiVersion)),
  };
  const self = identity(own);
  const last = before.get(self);
  const withOwn = new Map(before).set(self, own);
  const merged = merge(shape, o.live, o.applied) as Json;
  const object = await prune({ versions, merged, managers: withOwn, last, apiVersion });
  const { managers, conflicts } = await takeOver({
    versions,
    live: o.live,
    next: object,
    apiVersion,
    managers: withOwn,
    self,
    ignored,
  });
  const fields = difference(own.fields, namingFields);
  // The time is that of the last change; who applies what is there already does not change it.
  const time = isDeepEqual(o.live, object) ? last?.time : own.time;
  if (isEmpty(fields)) managers.delete(self);
  else managers.set(self, { ...own, time, fields });
  return { object, managers, conflicts };
}

/** Conflicts over fields that are not as `kubectl apply` last set them. */
function notLastApplied(writer: Writer, live: Json, conflicts: readonly Conflict[]): Conflict[] {
  const fields = lastAppliedFields(shapeOfKind(writer.kind), live, apiVersionOf(writer.kind));
  return conflicts.filter(({ path }) => !fields || !has(fields, path));
}

function managersOf(live: Json | undefined): Managers {
  try {
    return decodeManagers((live?.metadata?.managedFields ?? undefined) as ManagedFieldsEntry[] | undefined);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw unspecific(`failed to decode managed fields: ${error.message}`);
  }
}

function checked(writer: Writer, applied: unknown): Json {
  const { kind } = writer;
  const object = (isObject(applied) ? applied : {}) as Json;
  const apiVersion = typeof object.apiVersion === 'string' ? object.apiVersion : '';
  if (apiVersion !== apiVersionOf(kind) || object.kind !== kind.kind) {
    throw badRequest(`invalid object type: ${kindText(apiVersion, object.kind ?? '')}`);
  }
  if (Array.isArray(object.metadata?.managedFields)) throw badRequest('metadata.managedFields must be nil');
  const problems = check(shapeOfKind(kind), bare(object));
  if (problems.length > 0) {
    const text = problems.length === 1 ? problems[0] : ['errors:', ...problems.map((p) => `  ${p}`)].join('\n');
    throw unspecific(`failed to create typed patch object (${nameOf(writer, object)}): ${text}`);
  }
  return bare(object);
}

/** 500 without a reason, as Kubernetes answers an error that it has no class for. */
function unspecific(message: string): Error {
  return refusal(500, '', message);
}

function nameOf({ kind }: Writer, object: Json): string {
  const { namespace = '', name = '' } = object.metadata ?? {};
  return `${namespace}/${name}; ${kindText(apiVersionOf(kind), kind.kind)}`;
}

function kindText(apiVersion: string, kind: string): string {
  const version = apiVersion.includes('/') || apiVersion === '' ? apiVersion || '/' : `/${apiVersion}`;
  return `${version}, Kind=${kind}`;
}
