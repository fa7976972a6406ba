// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type FieldSet, union } from '../fields/field-set.ts';
import { type FieldsV1, fromFieldsV1, toFieldsV1 } from '../fields/fields-v1.ts';

/** What one manager owns of an object, and by which kind of write. */
export interface Owned {
  manager: string;
  operation: 'Apply' | 'Update';
  /** The version in which the fields are named. */
  apiVersion: string;
  subresource: string;
  /** Of the last write that changed something. */
  time: string | undefined;
  fields: FieldSet;
}

/** An entry of `metadata.managedFields`. */
export interface ManagedFieldsEntry {
  manager?: string;
  operation?: string;
  apiVersion?: string;
  time?: string;
  fieldsType?: string;
  fieldsV1?: FieldsV1;
  subresource?: string;
}

/** Who owns what of an object, by `identity`. */
export type Managers = Map<string, Owned>;

/** What tells one manager from another: an applier is the same in every version, an updater is not. */
export function identity(o: Pick<Owned, 'manager' | 'operation' | 'apiVersion' | 'subresource'>): string {
  return JSON.stringify({
    ...(o.manager && { manager: o.manager }),
    operation: o.operation,
    ...(o.operation === 'Update' && { apiVersion: o.apiVersion }),
    ...(o.subresource && { subresource: o.subresource }),
  });
}

/** The managers that `managedFields` tell of. @throws SyntaxError with what is wrong with them */
export function decodeManagers(entries: readonly ManagedFieldsEntry[] | undefined): Managers {
  const managers: Managers = new Map();
  for (const [i, entry] of (entries ?? []).entries()) {
    const { operation, apiVersion, fieldsType } = entry;
    if (operation !== 'Apply' && operation !== 'Update') throw new SyntaxError('operation must be `Apply` or `Update`');
    if (!apiVersion) throw new SyntaxError('apiVersion must not be empty');
    if (!fieldsType) throw new SyntaxError(`missing fieldsType in managed fields entry ${i}`);
    if (fieldsType !== 'FieldsV1')
      throw new SyntaxError(`invalid fieldsType ${JSON.stringify(fieldsType)} in managed fields entry ${i}`);
    const owned: Owned = {
      manager: entry.manager ?? '',
      operation,
      apiVersion,
      subresource: entry.subresource ?? '',
      time: entry.time,
      fields: fromFieldsV1(entry.fieldsV1 ?? {}),
    };
    managers.set(identity(owned), owned);
  }
  return managers;
}

/** `managedFields`, in canonical order; undefined when nobody owns anything. */
export function encodeManagers(managers: Managers): ManagedFieldsEntry[] | undefined {
  if (managers.size === 0) return undefined;
  return [...managers.values()].sort(inOrder).map((owned) => ({
    ...(owned.manager && { manager: owned.manager }),
    operation: owned.operation,
    apiVersion: owned.apiVersion,
    ...(owned.time && { time: owned.time }),
    fieldsType: 'FieldsV1',
    fieldsV1: toFieldsV1(owned.fields),
    ...(owned.subresource && { subresource: owned.subresource }),
  }));
}

function inOrder(a: Owned, b: Owned): number {
  return (
    compareText(a.operation, b.operation) ||
    secondsOf(a) - secondsOf(b) ||
    compareText(a.manager, b.manager) ||
    compareText(a.apiVersion, b.apiVersion) ||
    compareText(a.subresource, b.subresource)
  );
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function secondsOf(owned: Owned): number {
  return owned.time ? Math.floor(Date.parse(owned.time) / 1000) : 0;
}

const maxUpdaters = 10;
const ancient = 'ancient-changes';

/** Puts the oldest updaters of an object that has more than ten together, by version, as `ancient-changes`. */
export function capUpdaters(managers: Managers): void {
  const updaters = [...managers].filter(([, owned]) => owned.operation === 'Update');
  updaters.sort(([a, x], [b, y]) => secondsOf(x) - secondsOf(y) || compareText(a, b));
  const first = new Map<string, string>();
  let left = updaters.length;
  for (const [id, owned] of updaters) {
    if (left <= maxUpdaters) return;
    const other = first.get(owned.apiVersion);
    if (other === undefined) {
      first.set(owned.apiVersion, id);
      continue;
    }
    const bucket: Owned = { ...owned, manager: ancient, operation: 'Update', subresource: '' };
    const bucketId = identity(bucket);
    const earlier = managers.get(bucketId) ?? managers.get(other);
    if (!managers.has(bucketId)) managers.delete(other);
    managers.delete(id);
    managers.set(bucketId, { ...bucket, fields: earlier ? union(earlier.fields, owned.fields) : owned.fields });
    left--;
  }
}
