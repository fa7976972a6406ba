// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Stored } from '../../store/store.ts';
import { notFound, resourceVersionTooLarge } from '../errors.ts';
import type { ApiResponse } from '../request.ts';
import { type Call, storeKey } from './call.ts';
import { revisionOf } from './list-options.ts';
import { present } from './present.ts';

/** Answers a GET of an object, or of a part that is shown with all of it. */
export async function get(call: Call): Promise<ApiResponse> {
  const { kind, o, request, view } = call;
  const asked = request.query.get('resourceVersion') ?? '';
  if (asked !== '') {
    const revision = revisionOf(asked);
    if (revision > o.store.revision) throw resourceVersionTooLarge(revision, o.store.revision);
  }
  const [text] = await view.texts(kind, [storedObject(call)]);
  return present(call, 200, text as string);
}

/** The object that a path names. @throws ApiError 404 */
export function storedObject(call: Call): Stored {
  const stored = call.o.store.get(call.kind.collection, storeKey(call, call.name));
  if (!stored) throw notFound(call.kind, call.name);
  return stored;
}
