// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Store } from '../../store/store.ts';
import type { Cause, Json, Kind, Kinds } from '../kind.ts';
import type { ApiRequest } from '../request.ts';
import type { Schema } from '../schema.ts';

/** What the verbs are made of. `createRest(o: RestOptions): Handler` is in rest.ts. */
export interface RestOptions {
  kinds: Kinds;
  store: Store;
  now: () => Date;
  schemas: Schemas;
  patches: Patches;
  managedFields: ManagedFields;
  /** Admission webhooks; the strategy's own `admit` is called by the verbs. */
  admission: Admission;
  /** Numbers in [0, 1) for generated names. @defaultValue Math.random */
  random?: () => number;
  /** When a watch without timeoutSeconds ends. @defaultValue 1800 to 3600 s at random, as Kubernetes has it */
  watchTimeoutMs?: () => number;
  /** How often an idle watch that takes bookmarks gets one. @defaultValue 60 s */
  bookmarkMs?: number;
}

/** What schemas say about objects. All are synchronous. */
export interface Schemas {
  /**
   * Checks what a client sent for a built-in kind against the types of its schema, as decoding in Kubernetes would: the sentence
   * after `json: `, such as `cannot unmarshal string into Go struct field PodSpec.spec.nodeName of type bool`; undefined when it fits.
   */
  mismatch(kind: Kind, object: Json): string | undefined;
  /** Drops, in place, the fields that the kind's schema does not know, and gives their paths: `spec.foo`, `spec.list[0].bar`. */
  prune(kind: Kind, object: Json): string[];
  /** Fills in, in place, the schema's defaults (custom kinds; built-ins default by strategy). */
  setDefaults(kind: Kind, object: Json): void;
  /** What is wrong by schema and CEL rules (custom kinds; built-ins validate by strategy). `old` on update. */
  validate(kind: Kind, object: Json, old?: Json): Cause[];
}

/** Patches of an object as the API server computes them; they leave what they are given as it is. @throws ApiError 400, 422 */
export interface Patches {
  json(object: Json, operations: unknown): Json;
  merge(object: Json, patch: unknown): Json;
  strategic(schema: Schema, object: Json, patch: unknown): Json;
}

/** Whose write it is, for managedFields. */
export interface Ownership {
  kind: Kind;
  manager: string;
  /** '' for the object itself. */
  subresource: string;
  now: Date;
}

/** Keeps `metadata.managedFields`. */
export interface ManagedFields {
  /** Gives `next` with the managedFields that follow from a create, update or non-apply patch; `live` is the object as it is stored. */
  update(o: Ownership & { live: Json | undefined; next: Json }): Json;
  /** The object after a server-side apply, managedFields included. `live` is undefined when it does not exist yet. @throws ApiError 409 conflicts, 400 */
  apply(o: Ownership & { live: Json | undefined; applied: Json; force: boolean }): Json;
}

/** One object on its way into, or out of, the store. */
export interface AdmissionAttributes {
  request: ApiRequest;
  kind: Kind;
  operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
  /** The name asked for; '' for a create with generateName. */
  name: string;
  namespace: string;
  /** '' for the object itself. */
  subresource: string;
  /** The new object; for DELETE undefined; for CONNECT the options. */
  object: Json | undefined;
  /** The object as it is stored, on UPDATE and DELETE. */
  old: Json | undefined;
  /** CreateOptions, UpdateOptions, PatchOptions or DeleteOptions as sent. */
  options: Record<string, unknown>;
  dryRun: boolean;
  /** Completes a changed object again: drops unknown fields and fills in defaults, in place. */
  complete: (object: Json) => void;
}

/** Admission webhooks. @throws ApiError when one refuses */
export interface Admission {
  /** The object as mutating webhooks leave it; undefined where there was none. */
  mutate(a: AdmissionAttributes): Promise<Json | undefined>;
  /** Asks the validating webhooks. */
  validate(a: AdmissionAttributes): Promise<void>;
}
