// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { RevisionConflict } from '../../store/store.ts';
import { alreadyExists, refusal } from '../errors.ts';
import type { Json } from '../kind.ts';
import type { ApiResponse } from '../request.ts';
import { attributesOf, mutated, validateNew, warnOfDuplicateOwners, writerOf } from './admitted.ts';
import { type Call, storeKey } from './call.ts';
import { decodeObject } from './decode.ts';
import { fillSystemFields, matchNamespace, metaOf, startGeneration, wipeSystemFields } from './metadata.ts';
import { dropNewStatus } from './parts.ts';
import { present } from './present.ts';
import { type WriteOptions, writeOptions } from './write-options.ts';

// How often another name is tried when a generated one is taken.
const maxAttempts = 8;

/** Answers a POST to a collection. */
export async function create(call: Call): Promise<ApiResponse> {
  const { kind, o, request } = call;
  const options = writeOptions(call, 'CreateOptions');
  const sent = decodeObject(call, options.fieldValidation);
  wipeSystemFields(sent);
  matchNamespace(call, sent);
  kind.strategy.setDefaults?.(sent);
  if (!kind.answer) warnOfDuplicateOwners(call, sent);
  const owned = await o.patches.update(writerOf(call, options), undefined, sent);
  if (kind.answer) return present(call, 201, await kind.answer(owned, request));
  const name = owned.metadata?.name ?? '';
  const attributes = attributesOf({ ...call, name }, 'CREATE', { ...options, name });
  const object = await mutated({ ...call, name }, attributes, { object: owned });
  for (let attempt = 1; ; attempt++) {
    const made = name ? object : structuredClone(object);
    try {
      return present(call, 201, await createOne(call, options, made));
    } catch (error) {
      if (!(error instanceof RevisionConflict)) throw error;
      if (name || attempt === maxAttempts) throw takenError(call, metaOf(made).name ?? '');
    }
  }
}

/** Stores an object that went through mutating admission, and gives it as it was stored. @throws ApiError @throws RevisionConflict when its name is taken */
export async function createOne(call: Call, options: WriteOptions, object: Json): Promise<Json> {
  const { kind, o, request } = call;
  fillSystemFields(call, object);
  matchNamespace(call, object);
  startGeneration(kind, object);
  dropNewStatus(kind, object);
  kind.strategy.prepareForCreate?.(object);
  validateNew(call, object);
  await kind.strategy.admit?.(object, { request, dryRun: options.dryRun });
  const name = object.metadata?.name ?? '';
  await o.admission.validate(attributesOf(call, 'CREATE', { ...options, name }), object, undefined);
  if (object.metadata?.resourceVersion) {
    throw refusal(500, '', 'resourceVersion should not be set on objects to be created');
  }
  return storeNew(call, options, object);
}

async function storeNew(call: Call, options: WriteOptions, object: Json): Promise<Json> {
  const { kind, o, view } = call;
  const key = storeKey(call, metaOf(object).name ?? '');
  if (!options.dryRun) {
    return view.object(kind, await o.store.put(kind.collection, key, await view.toStorage(kind, object), 0));
  }
  if (o.store.get(kind.collection, key)) throw new RevisionConflict(`${kind.collection} ${key} is there already`);
  return object;
}

function takenError(call: Call, name: string) {
  const error = alreadyExists(call.kind, name);
  const { json = '' } = call.o.store.get(call.kind.collection, storeKey(call, name)) ?? {};
  if (!json.includes('"deletionTimestamp":') || !(JSON.parse(json) as Json).metadata?.deletionTimestamp) return error;
  const { message, details } = error.status;
  return refusal(409, 'AlreadyExists', `object is being deleted: ${message}`, { details });
}
