// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepEqual, wireTime } from '@kubevirt-ts/kube';
import { RevisionConflict, type Stored } from '../../store/store.ts';
import { conflict, forbidden, notFound } from '../errors.ts';
import type { Json } from '../kind.ts';
import type { ApiResponse } from '../request.ts';
import { attributesOf } from './admitted.ts';
import { type Call, storeKey } from './call.ts';
import { type DeleteOptions, deleteOptions } from './delete-options.ts';
import { storedObject } from './get.ts';
import { metaOf } from './metadata.ts';
import { present } from './present.ts';
import { keepsPodsByDefault, setPropagation } from './propagation.ts';
import { answersWithDeleted } from './upsert.ts';

const keptNamespaces: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public']);

/** Answers a DELETE of an object. */
export async function deleteObject(call: Call): Promise<ApiResponse> {
  const options = deleteOptions(call);
  warn(call, options);
  storedObject(call);
  const { object, isGone } = await deleteOne(call, options);
  const status = !isGone && options.orphanDependents === false ? 202 : 200;
  if (!isGone || answersWithDeleted(call.kind)) return present(call, status, object);
  return present(call, status, successStatus(call, object));
}

/** Deletes an object, or begins to. @throws ApiError */
export async function deleteOne(call: Call, options: DeleteOptions): Promise<{ object: Json; isGone: boolean }> {
  const { kind, o, view, name } = call;
  if (kind.collection === '/namespaces' && keptNamespaces.has(name)) {
    throw forbidden(kind, name, 'this namespace may not be deleted');
  }
  for (;;) {
    const stored = o.store.get(kind.collection, storeKey(call, name));
    if (!stored) throw notFound(kind, name);
    const live = await view.object(kind, stored);
    try {
      checkPreconditions(call, options, live);
      const attributes = attributesOf(call, 'DELETE', { ...options, name });
      await o.admission.mutate(attributes, undefined, live);
      await o.admission.validate(attributes, undefined, live);
      return await deleteLive(call, options, { live, stored });
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error;
    }
  }
}

interface Living {
  live: Json;
  stored: Stored;
}

async function deleteLive(call: Call, options: DeleteOptions, { live, stored }: Living) {
  const { kind, o, view } = call;
  const next = structuredClone(live);
  const grace = begin(call, options, next);
  if (grace === 'pending') return { object: live, isGone: false };
  setPropagation(kind, next, options);
  const isKept = isHeld(call, next) || (grace !== 'none' && grace.seconds > 0);
  if (grace === 'none' && isKept) mark(call, next);
  if (isKept) {
    if (isDeepEqual(next, live)) return { object: live, isGone: false };
    if (options.dryRun) return { object: next, isGone: false };
    const text = await view.toStorage(kind, next);
    const marked = await o.store.put(kind.collection, stored.key, text, stored.revision);
    return { object: await view.object(kind, marked), isGone: false };
  }
  if (options.dryRun) return { object: next, isGone: true };
  let expected = stored.revision;
  const text = await view.toStorage(kind, next);
  // Watchers of what is deleted gracefully see that it is to be deleted before it is gone.
  if (grace !== 'none' && !live.metadata?.deletionTimestamp) {
    expected = (await o.store.put(kind.collection, stored.key, text, expected)).revision;
  }
  const removed = await o.store.remove(kind.collection, stored.key, text, expected);
  return { object: await view.object(kind, removed), isGone: true };
}

type Grace = 'none' | 'pending' | { seconds: number };

/** Marks an object, in place, that is deleted gracefully. @upstream rest.BeforeDelete */
function begin(call: Call, options: DeleteOptions, object: Json): Grace {
  const { strategy } = call.kind;
  const asked = negativeAsOne(options.gracePeriodSeconds);
  const meta = metaOf(object);
  if (!meta.deletionTimestamp) strategy.prepareForDelete?.(object);
  if (!strategy.graceSeconds) return 'none';
  if (meta.deletionTimestamp) {
    const { deletionGracePeriodSeconds: present = 0 } = meta;
    if (present === 0) return 'none';
    if (asked === undefined || asked >= present) return 'pending';
    const shortened = Date.parse(meta.deletionTimestamp) - (present - asked) * 1000;
    meta.deletionTimestamp = wireTime(new Date(shortened));
    meta.deletionGracePeriodSeconds = asked;
    return { seconds: asked };
  }
  const seconds = strategy.graceSeconds(object, asked) ?? 0;
  meta.deletionTimestamp = wireTime(new Date(call.o.now().getTime() + seconds * 1000));
  meta.deletionGracePeriodSeconds = seconds;
  bumpGeneration(object);
  return { seconds };
}

function negativeAsOne(seconds: number | undefined): number | undefined {
  return seconds !== undefined && seconds < 0 ? 1 : seconds;
}

/** Whether something has to be done before an object may go. */
function isHeld(call: Call, object: Json): boolean {
  if (metaOf(object).finalizers?.length) return true;
  if (call.kind.collection !== '/namespaces') return false;
  return ((object.spec as { finalizers?: string[] } | undefined)?.finalizers?.length ?? 0) > 0;
}

/** Marks an object, in place, as one that goes when its finalizers are done. */
function mark(call: Call, object: Json): void {
  const meta = metaOf(object);
  const now = call.o.now();
  if (!meta.deletionTimestamp) bumpGeneration(object);
  if (!meta.deletionTimestamp || Date.parse(meta.deletionTimestamp) > now.getTime())
    meta.deletionTimestamp = wireTime(now);
  if (call.kind.collection === '/namespaces') object.status = { ...(object.status as object), phase: 'Terminating' };
  else meta.deletionGracePeriodSeconds = 0;
}

function bumpGeneration(object: Json): void {
  const meta = metaOf(object);
  if (meta.generation) meta.generation += 1;
}

/** @throws ApiError 409 */
function checkPreconditions(call: Call, { preconditions = {} }: DeleteOptions, live: Json): void {
  const { uid, resourceVersion } = preconditions;
  const { kind, name } = call;
  const { uid: ownUid = '', resourceVersion: ownVersion = '' } = live.metadata ?? {};
  // @upstream: the kind stands where elsewhere the resource does.
  const named = { group: kind.group, plural: kind.kind };
  if (uid !== undefined && uid !== ownUid) {
    const why = `the UID in the precondition (${uid}) does not match the UID in record (${ownUid}). The object might have been deleted and then recreated`;
    throw conflict(named, name, why);
  }
  if (resourceVersion !== undefined && resourceVersion !== ownVersion) {
    const why = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${ownVersion}). The object might have been modified`;
    throw conflict(named, name, why);
  }
}

function warn(call: Call, o: DeleteOptions): void {
  if (!keepsPodsByDefault(call.kind) || o.propagationPolicy !== undefined || o.orphanDependents !== undefined) return;
  call.request.warnings.push(
    'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning',
  );
}

function successStatus(call: Call, object: Json): Json {
  const { kind, name } = call;
  const details = { name, ...(kind.group && { group: kind.group }), kind: kind.plural, uid: object.metadata?.uid };
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
}
