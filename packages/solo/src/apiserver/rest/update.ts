// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepEqual } from '@kubevirt-ts/kube';
import { RevisionConflict, type Stored } from '../../store/store.ts';
import type { Admission } from '../admission/admission.ts';
import { conflict, invalid, notFound, refusal } from '../errors.ts';
import type { Json } from '../kind.ts';
import type { ApiResponse } from '../request.ts';
import { attributesOf, mutated, validateChanged, warnOfDuplicateOwners, writerOf } from './admitted.ts';
import { type Call, storeKey } from './call.ts';
import { createOne } from './create.ts';
import { decodeObject } from './decode.ts';
import { countGeneration, keepSystemFields, matchName, matchNamespace, metaOf, wipeSystemFields } from './metadata.ts';
import { ofSubresource } from './parts.ts';
import { present } from './present.ts';
import { allowsCreateOnUpdate, allowsUnconditionalUpdate } from './upsert.ts';
import { type WriteOptions, writeOptions } from './write-options.ts';

/** A change of one object. */
export interface Change {
  options: WriteOptions;
  /** Whether an object that is not there is created. */
  creates: boolean;
  /** The uid that the object must have. */
  uid?: string;
  /** The new object, decoded, defaulted and owned; called again when the object changed meanwhile. */
  next: (live: Json | undefined) => Promise<Json>;
  /** Asks admission instead of what asks it of the object itself. */
  admission?: Pick<Admission, 'mutate' | 'validate'>;
}

/** Answers a PUT to an object or a part of it. */
export async function update(call: Call): Promise<ApiResponse> {
  const { kind, o, subresource } = call;
  const options = writeOptions(call, 'UpdateOptions');
  const sent = decodeObject(call, options.fieldValidation);
  matchNamespace(call, sent);
  matchName(call, sent);
  kind.strategy.setDefaults?.(sent);
  warnOfDuplicateOwners(call, sent);
  const { object, created } = await change(call, {
    options,
    creates: subresource === '' && allowsCreateOnUpdate(kind),
    uid: sent.metadata?.uid,
    next: (live) => o.patches.update(writerOf(call, options), live, sent),
  });
  return present(call, created ? 201 : 200, object);
}

/** Changes an object, as often as it takes when others change it too. @throws ApiError */
export async function change(call: Call, c: Change): Promise<{ object: Json; created: boolean }> {
  const { kind, o, view, name } = call;
  for (;;) {
    const stored = o.store.get(kind.collection, storeKey(call, name));
    if (!stored && !c.creates) throw notFound(kind, name);
    try {
      if (!stored) return { object: await createByChange(call, c), created: true };
      const live = await view.object(kind, stored);
      checkUid(call, c, live);
      return { object: await changeLive(call, c, live, stored), created: false };
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error;
    }
  }
}

async function createByChange(call: Call, c: Change): Promise<Json> {
  const next = structuredClone(await c.next(undefined));
  wipeSystemFields(next);
  const attributes = attributesOf(call, 'CREATE', { ...c.options, name: call.name });
  return createOne(call, c.options, await mutated(call, attributes, { object: next }));
}

async function changeLive(call: Call, c: Change, live: Json, stored: Stored): Promise<Json> {
  const { kind, o, request, view, name } = call;
  const attributes = attributesOf(call, 'UPDATE', { ...c.options, name });
  let next = await c.next(live);
  checkVersion(call, next, live);
  next = await mutated(call, attributes, { object: next, live, admission: c.admission });
  next = structuredClone(ofSubresource(kind, call.subresource, next, live));
  metaOf(next).resourceVersion = live.metadata?.resourceVersion;
  matchNamespace(call, next);
  kind.strategy.prepareForUpdate?.(next, live);
  countGeneration(call, next, live);
  keepSystemFields(next, live);
  validateChanged(call, next, live);
  next = o.patches.settle({ live, beforeAdmission: next, next, warnings: request.warnings });
  await kind.strategy.admit?.(next, { old: live, request, dryRun: c.options.dryRun });
  await (c.admission ?? o.admission).validate(attributes, next, live);
  const isLast = isLetGo(call, next, live);
  if (!isLast && isDeepEqual(next, live)) return live;
  if (c.options.dryRun) return next;
  if (isLast) {
    // Watches are told of the object as it was before its last finalizer went.
    await o.store.remove(kind.collection, stored.key, JSON.parse(stored.json) as Json, stored.revision);
    return next;
  }
  const text = await view.toStorage(kind, next);
  return view.object(kind, await o.store.put(kind.collection, stored.key, text, stored.revision));
}

/** @throws ApiError 409 when the client knows another object of this name */
function checkUid(call: Call, c: Change, live: Json): void {
  const uid = live.metadata?.uid ?? '';
  if (!c.uid || c.uid === uid) return;
  const { kind } = call;
  const path = kind.isCustom ? `${kind.group}/${kind.plural}` : kind.plural;
  const key = `/registry/${path}/${storeKey(call, call.name)}`;
  const why = `Precondition failed: UID in precondition: ${c.uid}, UID in object meta: ${uid}`;
  const error = `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ${why}`;
  throw conflict(kind, call.name, error);
}

/** @throws ApiError 409 when the object is not at the version that the client knows; 422 when it must name one */
function checkVersion(call: Call, next: Json, live: Json): void {
  const { kind, name } = call;
  const version = next.metadata?.resourceVersion ?? '';
  if (version === live.metadata?.resourceVersion) return;
  if (version === '' || version === '0') {
    if (allowsUnconditionalUpdate(kind)) return;
    const message = 'Invalid value: 0x0: must be specified for an update';
    const cause = { reason: 'FieldValueInvalid', message, field: 'metadata.resourceVersion' };
    throw invalid({ group: kind.group, kind: kind.plural }, name, [cause]);
  }
  if (!/^\d+$/.test(version)) {
    throw refusal(500, '', `strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`);
  }
  throw conflict(kind, name);
}

/** Whether nothing keeps an object any more whose deletion was asked for. @upstream ShouldDeleteDuringUpdate */
function isLetGo(call: Call, next: Json, live: Json): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds } = live.metadata ?? {};
  if (!deletionTimestamp || deletionGracePeriodSeconds || next.metadata?.finalizers?.length) return false;
  if (call.kind.collection !== '/namespaces') return true;
  return !(next.spec as { finalizers?: string[] } | undefined)?.finalizers?.length;
}
