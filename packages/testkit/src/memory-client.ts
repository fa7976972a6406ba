// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  type ApplyOptions,
  applyPatch,
  type Client,
  isNotFound,
  JsonPatchError,
  type KubeObject,
  type Patch,
  type Ref,
  type Resource,
  refKey,
  type SubjectAccessReview,
  type WriteOptions,
} from '@kubevirt-ts/kube';
import { applyFields } from './applied-fields.ts';
import { apiError, collectionOf, MemoryStore } from './memory-store.ts';
import { Watches } from './memory-watch.ts';
import { isSelected } from './selectors.ts';

/** What can be done with a client. */
export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'apply' | 'delete' | 'raw';

/** A write a memory client was asked for, whether or not it succeeded. */
export interface Write {
  verb: Verb;
  plural: string;
  /** `namespace/name`; for `raw` the path. */
  key: string;
  subresource?: string;
  /** The object, patch or body, as given. */
  body?: unknown;
}

/** How a memory client behaves where clusters differ. */
export interface MemoryOptions {
  now?: () => Date;
  /** A pod on a node stays, marked as deleted, until it is deleted with a grace period of 0, as a kubelet would. */
  gracefulPods?: boolean;
  /** Answers subject access reviews. @defaultValue everything is allowed */
  allows?: (review: SubjectAccessReview) => boolean;
  /** Answers `raw`. @defaultValue 404 */
  raw?: (method: string, path: string, body?: unknown) => unknown;
}

/** A client over a world in memory, with what a test needs to set up that world and to look at it. */
export interface MemoryClient extends Client {
  /** Every write asked for, in order. */
  readonly writes: Write[];
  /** Makes the next such calls fail. */
  failNext(verb: Verb, plural: string, error: Error, times?: number): void;
  /** Puts an object in, over what is there, as another program would have; gives it as stored. */
  put<T extends KubeObject>(object: T): T;
  /** The object as it is now. */
  peek<T extends KubeObject>(r: Resource<T>, ref: Ref): T | undefined;
  /** All objects of a resource as they are now. */
  all<T extends KubeObject>(r: Resource<T>): T[];
  /** Ends all watches, as a lost connection does. */
  disconnect(): void;
  /** Makes every version until now too old to watch from. */
  expire(): void;
}

/** A client over the objects given, which need apiVersion and kind. */
export function memoryClient(seed: readonly KubeObject[] = [], o: MemoryOptions = {}): MemoryClient {
  const watches = new Watches();
  const store = new MemoryStore(o.now ?? (() => new Date('2026-01-01T00:00:00Z')), () => watches.wake());
  const failures: { verb: Verb; plural: string; error: Error; times: number }[] = [];
  const writes: Write[] = [];
  const applied = new Map<string, unknown>();
  for (const object of seed) store.seed(object);

  const check = (verb: Verb, plural: string) => {
    const at = failures.findIndex((failure) => failure.verb === verb && failure.plural === plural);
    const failure = failures[at];
    if (!failure) return;
    failure.times -= 1;
    if (failure.times === 0) failures.splice(at, 1);
    throw failure.error;
  };
  const write = (verb: Verb, r: Resource<KubeObject>, ref: Partial<Ref>, rest: Pick<Write, 'body' | 'subresource'>) => {
    const key = refKey({ namespace: r.namespaced ? ref.namespace : undefined, name: ref.name ?? '' });
    const { body, subresource } = rest;
    writes.push({ verb, plural: r.plural, key, ...(subresource && { subresource }), body: structuredClone(body) });
    check(verb, r.plural);
  };
  const remove = (r: Resource<KubeObject>, ref: Ref, graceSeconds?: number) => {
    const pod = store.get(r, ref) as { spec?: { nodeName?: string; terminationGracePeriodSeconds?: number } };
    const seconds = graceSeconds ?? pod.spec?.terminationGracePeriodSeconds ?? 30;
    const isGraceful = o.gracefulPods && r.plural === 'pods' && pod.spec?.nodeName && seconds > 0;
    store.delete(r, ref, isGraceful ? seconds : 0);
  };

  const client: MemoryClient = {
    writes,
    failNext: (verb, plural, error, times = 1) => void failures.push({ verb, plural, error, times }),
    put: <T extends KubeObject>(object: T) => structuredClone(store.seed(object)) as T,
    peek: <T extends KubeObject>(r: Resource<T>, ref: Ref) => structuredClone(store.find(r, ref)) as T | undefined,
    all: <T extends KubeObject>(r: Resource<T>) => structuredClone(store.all(collectionOf(r))) as T[],
    disconnect: () => watches.disconnect(),
    expire: () => watches.forget(store.version),

    async get<T extends KubeObject>(r: Resource<T>, ref: Ref) {
      check('get', r.plural);
      return structuredClone(store.get(r, ref)) as T;
    },
    find: (r, ref) => client.get(r, ref).catch((error) => (isNotFound(error) ? undefined : Promise.reject(error))),
    async list<T extends KubeObject>(r: Resource<T>, options = {}) {
      check('list', r.plural);
      const items = store.all(collectionOf(r)).filter((object) => isSelected(object, options));
      return { items: structuredClone(items) as T[], resourceVersion: String(store.version) };
    },
    async create<T extends KubeObject>(r: Resource<T>, object: T, options: WriteOptions = {}) {
      write('create', r, object.metadata ?? {}, { body: object, subresource: options.subresource });
      if (r.plural === 'subjectaccessreviews') {
        const review: KubeObject = object;
        return { ...object, status: { allowed: o.allows?.(review as SubjectAccessReview) ?? true } };
      }
      if (options.subresource === 'eviction') {
        remove(r, { namespace: object.metadata?.namespace, name: object.metadata?.name ?? '' });
        return object;
      }
      if (options.subresource) throw apiError(404, 'NotFound', 'the server could not find the requested resource');
      return structuredClone(store.create(r, object, options.dryRun)) as T;
    },
    async update<T extends KubeObject>(r: Resource<T>, object: T, options: WriteOptions = {}) {
      write('update', r, object.metadata ?? {}, { body: object, subresource: options.subresource });
      return structuredClone(store.update(r, object, options)) as T;
    },
    async patch<T extends KubeObject>(r: Resource<T>, ref: Ref, patch: Patch, options: WriteOptions = {}) {
      write('patch', r, ref, { body: patch, subresource: options.subresource });
      const before = store.get(r, ref);
      return structuredClone(store.update(r, patched(before, patch), options)) as T;
    },
    async apply<T extends KubeObject>(r: Resource<T>, object: T, options: ApplyOptions) {
      write('apply', r, object.metadata ?? {}, { body: object, subresource: options.subresource });
      const ref = { namespace: object.metadata?.namespace, name: object.metadata?.name ?? '' };
      const owner = [collectionOf(r), refKey(ref), options.fieldManager, options.subresource].join(' ');
      const before = store.find(r, ref);
      const after = before
        ? store.update(r, applyFields(before, applied.get(owner), object) as KubeObject, options)
        : store.create(r, object, options.dryRun);
      if (!options.dryRun) applied.set(owner, structuredClone(object));
      return structuredClone(after) as T;
    },
    async delete(r, ref, options = {}) {
      write('delete', r, ref, { body: options });
      const before = store.find(r, ref);
      if (!before) return;
      const { uid, resourceVersion } = options.preconditions ?? {};
      if ((uid ?? before.metadata?.uid) !== before.metadata?.uid) {
        throw apiError(409, 'Conflict', `Precondition failed: UID in precondition: ${uid}`);
      }
      if ((resourceVersion ?? before.metadata?.resourceVersion) !== before.metadata?.resourceVersion) {
        throw apiError(409, 'Conflict', 'Precondition failed: ResourceVersion in precondition');
      }
      remove(r, ref, options.gracePeriodSeconds);
    },
    async *watch<T extends KubeObject>(r: Resource<T>, options: { resourceVersion: string }, signal: AbortSignal) {
      check('watch', r.plural);
      for await (const { type, object } of watches.watch(store.log, collectionOf(r), options, signal)) {
        yield { type, object: object as T };
      }
    },
    async raw(method, path, body) {
      if (method !== 'GET') writes.push({ verb: 'raw', plural: '', key: path, body });
      check('raw', '');
      if (!o.raw) throw apiError(404, 'NotFound', 'the server could not find the requested resource');
      return o.raw(method, path, body);
    },
  };
  return client;
}

function patched(before: KubeObject, patch: Patch): KubeObject {
  // A patch is not bound to a version unless it says so itself.
  const base = structuredClone(before);
  try {
    return applyPatch(base, patch);
  } catch (error) {
    if (error instanceof JsonPatchError) throw apiError(422, 'Invalid', error.message);
    throw error;
  }
}
