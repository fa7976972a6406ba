// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeObject, Ref } from '../object.ts';
import type { JsonPatchOp } from '../patch/json.ts';
import type { Resource } from '../resource.ts';
import type { ApiError } from './api-error.ts';

/** Which objects of a resource are meant; all namespaces when none is named. */
export interface ListOptions {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  /** Objects per page; pages are followed. @defaultValue 500 */
  limit?: number;
  /** Gives the list up when it aborts. */
  signal?: AbortSignal;
}

/** How something is written. */
export interface WriteOptions {
  subresource?: string;
  dryRun?: boolean;
  fieldManager?: string;
}

/** How something is written by server-side apply. */
export interface ApplyOptions extends WriteOptions {
  fieldManager: string;
  /** Takes fields over from other managers. */
  force?: boolean;
}

/** How something is deleted. */
export interface DeleteOptions {
  gracePeriodSeconds?: number;
  propagationPolicy?: 'Foreground' | 'Background' | 'Orphan';
  preconditions?: { uid?: string; resourceVersion?: string };
}

/** A change to an object that does not name all of it. */
export type Patch =
  | { type: 'json'; body: JsonPatchOp[] }
  | { type: 'merge'; body: unknown }
  | { type: 'strategic'; body: unknown };

/** What a watch says; a BOOKMARK's object has only a resourceVersion. */
export type WatchEvent<T> = { type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'; object: T };

/** What a list gives: the objects, and the version of the collection to watch from. */
export interface Listed<T> {
  items: T[];
  resourceVersion: string;
}

/** The API server, or something that behaves like it. */
export interface Client {
  /** Reads an object. @throws {@link ApiError} on any answer that is not 2xx */
  get<T extends KubeObject>(r: Resource<T>, ref: Ref): Promise<T>;
  /** Reads an object; `undefined` when there is none. */
  find<T extends KubeObject>(r: Resource<T>, ref: Ref): Promise<T | undefined>;
  /** Lists objects, following pages; each item has its apiVersion and kind. */
  list<T extends KubeObject>(r: Resource<T>, o?: ListOptions): Promise<Listed<T>>;
  /** Creates an object, or posts to a subresource of the object it names. */
  create<T extends KubeObject>(r: Resource<T>, object: T, o?: WriteOptions): Promise<T>;
  /** Replaces an object; a conflict when its resourceVersion is not the current one. */
  update<T extends KubeObject>(r: Resource<T>, object: T, o?: WriteOptions): Promise<T>;
  /** Changes part of an object. */
  patch<T extends KubeObject>(r: Resource<T>, ref: Ref, patch: Patch, o?: WriteOptions): Promise<T>;
  /** Makes the fields given, and no others, this manager's (server-side apply). */
  apply<T extends KubeObject>(r: Resource<T>, object: T, o: ApplyOptions): Promise<T>;
  /** Deletes an object; one that is not there counts as deleted. */
  delete(r: Resource<KubeObject>, ref: Ref, o?: DeleteOptions): Promise<void>;
  /** Follows changes after `resourceVersion`; ends when the server ends it. @throws {@link ApiError} 410 when that version is too old */
  watch<T extends KubeObject>(
    r: Resource<T>,
    o: ListOptions & { resourceVersion: string },
    signal: AbortSignal,
  ): AsyncIterable<WatchEvent<T>>;
  /** Any other call, in JSON. */
  raw(method: string, path: string, body?: unknown): Promise<unknown>;
}
