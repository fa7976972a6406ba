// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Json } from '../apiserver/kind.ts';
import { changeTypes, type VersionRow } from './database.ts';
import { parseFrozen } from './frozen.ts';
import type { StoreEvent } from './store.ts';

/** A change whose objects are parsed when somebody looks, and then once for all who do. */
export class Change implements StoreEvent {
  readonly type: StoreEvent['type'];
  readonly collection: string;
  readonly key: string;
  readonly revision: number;
  readonly json: string;
  readonly #before: () => Json | undefined;
  #object: Json | undefined;
  #previous: { object: Json | undefined } | undefined;

  constructor(row: VersionRow, before: (revision: number) => Json) {
    this.type = changeTypes[row.type] ?? 'MODIFIED';
    this.collection = row.collection;
    this.key = row.key;
    this.revision = row.revision;
    this.json = row.json;
    const { previous } = row;
    this.#before = () => (previous === 0 ? undefined : before(previous));
  }

  get object(): Json {
    this.#object ??= parseFrozen<Json>(this.json);
    return this.#object;
  }

  get previous(): Json | undefined {
    this.#previous ??= { object: this.#before() };
    return this.#previous.object;
  }
}
