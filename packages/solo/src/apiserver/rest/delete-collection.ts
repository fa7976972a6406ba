// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isNotFound } from '@kubevirt-ts/kube';
import type { Json } from '../kind.ts';
import type { ApiResponse } from '../request.ts';
import type { Call } from './call.ts';
import { deleteOne } from './delete.ts';
import { deleteOptions } from './delete-options.ts';
import { listMeta, presentList, selectPage } from './list.ts';
import { listOptions } from './list-options.ts';
import { Selection } from './selection.ts';

/** Answers a DELETE of a collection: with what was there before. */
export async function deleteCollection(call: Call): Promise<ApiResponse> {
  const { kind, request } = call;
  const selection = new Selection(kind, request.query);
  const asked = listOptions(request.query);
  const options = deleteOptions(call);
  const selected = await selectPage(call, selection, asked);
  await Promise.all(
    selected.items.map(async (item) => {
      const { metadata } = item.object ?? (JSON.parse(item.text) as Json);
      const one = { ...call, name: metadata?.name ?? '', namespace: metadata?.namespace ?? '' };
      await deleteOne(one, options).catch((error: unknown) => {
        if (!isNotFound(error)) throw error;
      });
    }),
  );
  return presentList(call, selected.items, listMeta(call, selected));
}
