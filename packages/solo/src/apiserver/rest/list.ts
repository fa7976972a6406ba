// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { Compacted } from '../../store/store.ts';
import { badRequest, expired, refusal, resourceVersionTooLarge } from '../errors.ts';
import type { Json } from '../kind.ts';
import type { ApiResponse } from '../request.ts';
import { includedObject, partialObject, tableOf } from '../table.ts';
import { type Call, storeKey } from './call.ts';
import { continuationExpired, continueToken, readContinueToken } from './continue-token.ts';
import { type ListOptions, listOptions, revisionOf } from './list-options.ts';
import { apiVersionOf } from './object-form.ts';
import { encoded, goType, itemText } from './present.ts';
import { type Item, type Part, type Selected, select } from './select.ts';
import { Selection } from './selection.ts';

/** Answers a GET of a collection. */
export async function list(call: Call): Promise<ApiResponse> {
  const options = listOptions(call.request.query);
  const selection = new Selection(call.kind, call.request.query);
  const selected = await selectPage(call, selection, options);
  return presentList(call, selected.items, listMeta(call, selected));
}

/** The page that options ask for. @throws ApiError 400, 410, 504 */
export async function selectPage(call: Call, selection: Selection, options: ListOptions): Promise<Selected> {
  const part = partOf(call, options);
  const current = call.o.store.revision;
  if (part.revision !== undefined && part.revision > current) throw resourceVersionTooLarge(part.revision, current);
  try {
    return await select(call, selection, part);
  } catch (error) {
    if (!(error instanceof Compacted)) throw error;
    if (!options.continueToken) throw expired('The resourceVersion for the provided list is too old.');
    throw continuationExpired(readContinueToken(options.continueToken).after);
  }
}

function partOf(call: Call, o: ListOptions): Part {
  if (o.continueToken) {
    const { revision, after } = readContinueToken(o.continueToken);
    if (o.resourceVersion && o.resourceVersion !== '0') {
      throw badRequest('specifying resource version is not allowed when using continue');
    }
    return { limit: o.limit, after: storeKey(call, after), ...(revision > 0 && { revision }) };
  }
  if (!o.resourceVersion) return { limit: o.limit };
  const asked = revisionOf(o.resourceVersion);
  const current = call.o.store.revision;
  if (asked > current) throw resourceVersionTooLarge(asked, current);
  const isExact = o.match === 'Exact' || (o.match === '' && o.limit > 0 && asked > 0);
  return { limit: o.limit, ...(isExact && { revision: asked }) };
}

/** The metadata of a list. */
export function listMeta(call: Call, { revision, next, remaining }: Selected): Record<string, unknown> {
  const { namespace, kind } = call;
  const meta: Record<string, unknown> = { resourceVersion: String(revision) };
  if (next !== undefined) {
    const after = namespace ? next.slice(namespace.length + 1) : next;
    meta.continue = continueToken({ revision, after });
    if (remaining) meta.remainingItemCount = remaining;
  } else if (kind.isCustom && call.answer.as === 'object') meta.continue = '';
  return meta;
}

/** Answers with objects as a list, in the form the client asked for. */
export function presentList(call: Call, items: readonly Item[], metadata: Record<string, unknown>): ApiResponse {
  const { answer, kind, request, o } = call;
  const objects = () => items.map((item) => item.object ?? (JSON.parse(item.text) as Json));
  const { version } = answer;
  switch (answer.as) {
    case 'PartialObjectMetadata': {
      const what = `you requested PartialObjectMetadata, but the requested object is a list (*${goType(kind)}List)`;
      throw refusal(406, 'NotAcceptable', what);
    }
    case 'PartialObjectMetadataList': {
      const apiVersion = `meta.k8s.io/${version}`;
      const partial = objects().map((object) => partialObject(object, version));
      return encoded(call, 200, { kind: 'PartialObjectMetadataList', apiVersion, metadata, items: partial });
    }
    case 'Table': {
      const include = includedObject(request.query);
      const table = tableOf(objects(), { kind, include, now: o.now(), version });
      return encoded(call, 200, { ...table, metadata });
    }
    case 'object':
      return encoded(call, 200, listText(call, items, metadata));
  }
}

function listText(call: Call, items: readonly Item[], metadata: Record<string, unknown>): string {
  const head = JSON.stringify({ kind: `${call.kind.kind}List`, apiVersion: apiVersionOf(call.kind), metadata });
  const texts = items.map(({ text }) => itemText(call, text));
  return `${head.slice(0, -1)},"items":[${texts.join(',')}]}`;
}
