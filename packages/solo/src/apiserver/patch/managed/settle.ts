// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepEqual } from '@kubevirt-ts/kube';
import type { Json } from '../../kind.ts';
import { decodeManagers, type ManagedFieldsEntry } from './managers.ts';
import { bare } from './update.ts';

const brokenByAdmission =
  '.metadata.managedFields was in an invalid state after admission; this could be caused by an outdated mutating admission controller; please fix your requests: ';

/** As `Patches.settle`. */
export function settle(o: { live: Json | undefined; beforeAdmission: Json; next: Json; warnings: string[] }): Json {
  const next = repaired(o);
  return o.live && isOnlyTime(o.live, next) ? o.live : next;
}

function repaired(o: { beforeAdmission: Json; next: Json; warnings: string[] }): Json {
  try {
    decodeManagers(entriesOf(o.next));
    return o.next;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    o.warnings.push(`${brokenByAdmission}${error.message}`);
    const { managedFields } = o.beforeAdmission.metadata ?? {};
    const object = bare(o.next);
    return managedFields ? { ...object, metadata: { ...object.metadata, managedFields } } : object;
  }
}

function isOnlyTime(live: Json, next: Json): boolean {
  const [before, after] = [entriesOf(live) ?? [], entriesOf(next) ?? []];
  if (before.length !== after.length || before.length === 0) return false;
  const timeless = (entries: readonly ManagedFieldsEntry[]) => entries.map(({ time: _, ...rest }) => rest);
  return isDeepEqual(timeless(before), timeless(after)) && isDeepEqual(bare(live), bare(next));
}

function entriesOf(object: Json): readonly ManagedFieldsEntry[] | undefined {
  return (object.metadata?.managedFields ?? undefined) as ManagedFieldsEntry[] | undefined;
}
