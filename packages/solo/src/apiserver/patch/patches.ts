// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Cause, Json, Kind } from '../kind.ts';

/** How a PATCH says what to change. */
export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';

/** Who writes an object and through which door: what an entry of `managedFields` is known by. */
export interface Writer {
  /** As `managerName` gives it. */
  manager: string;
  /** The kind in the version the request speaks; live and new objects are in it. */
  kind: Kind;
  /** The same kind in another version, such as `apps/v1`; undefined when it is not served any more. */
  versionOf: (apiVersion: string) => Kind | undefined;
  /** Empty for the object itself. */
  subresource: string;
  now: Date;
}

/** Patches and the ownership of fields, as the verbs need them. Objects given are never changed; results may share parts with them. */
export interface Patches {
  /** What kind of patch a content type stands for. @throws ApiError 415 */
  typeOf(contentType: string | undefined, kind: Kind): PatchType;
  /** A patch as it was sent, parsed: JSON, or for apply YAML; `object` bodies are taken as they are. @throws ApiError 400 */
  read(type: PatchType, body: Buffer | object | undefined): unknown;
  /**
   * What an object is after a JSON, merge or strategic patch; not yet decoded, defaulted, or owned by anybody.
   * @throws ApiError 400, 413, 422
   */
  patch(type: 'json' | 'merge' | 'strategic', o: { kind: Kind; live: Json; patch: unknown }): Json;
  /** The manager of a write: what the request names, or of its user agent what stands before the slash. */
  managerName(o: { fieldManager: string | undefined; userAgent: string | undefined }): string;
  /** What is wrong with a request's `fieldManager` and `force` (undefined when not given); causes of an invalid CreateOptions, UpdateOptions or PatchOptions. */
  managerCauses(o: {
    fieldManager: string | undefined;
    force: boolean | undefined;
    type: PatchType | undefined;
  }): Cause[];
  /**
   * The new object with `managedFields` that say what this create, update or patch changed. To be called after defaulting
   * and before prepareFor…, mutating webhooks and admission: what these change is owned by nobody, as in Kubernetes.
   */
  update(writer: Writer, live: Json | undefined, next: Json): Promise<Json>;
  /**
   * What an object (undefined: none yet) is after a server-side apply, `managedFields` included; not defaulted.
   * @throws ApiError 409 with a cause per conflicting field, 400 for what is no object of the kind
   */
  apply(writer: Writer, o: { live: Json | undefined; applied: unknown; force: boolean }): Promise<Json>;
  /**
   * The last step before storing: `managedFields` that mutating webhooks broke are as they were before (with a sentence
   * for the `Warning` header), and when nothing but times of `managedFields` differs from live, live is what is returned.
   */
  settle(o: { live: Json | undefined; beforeAdmission: Json; next: Json; warnings: string[] }): Json;
  /** `managedFields` of a Scale made from its parent; the writer's kind is the parent's. */
  scaleEntries(writer: Writer, parent: Json): unknown[];
  /** `managedFields` of a parent after its Scale, which began with `scaleEntries`, was written. */
  parentEntries(writer: Writer, parent: Json, scale: Json): unknown[];
}
