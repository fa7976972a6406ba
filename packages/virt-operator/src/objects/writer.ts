// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { createHash } from 'node:crypto';
import { ApiError, type Client, type KubeObject, keyOf, type Logger, type Resource, splitKey } from '@kubevirt-ts/kube';
import { isAsDesired, metadataHolds, surplus } from './compare.ts';
import type { LiveObjects } from './live-objects.ts';
import { idOf } from './managed-resources.ts';

/** The name under which the operator owns fields. */
export const fieldManager = 'virt-operator';

/** What a writer works with. */
export interface WriterOptions {
  client: Client;
  live: LiveObjects;
  /** Kinds that can be written, by name. */
  resources: ReadonlyMap<string, Resource<KubeObject>>;
  logger: Logger;
}

const digests = new WeakMap<object, string>();

/** Specs of definitions are large and shared between looks: each is digested once. */
const digestOf = (object: KubeObject): string => {
  const { spec, ...rest } = object as KubeObject & { spec?: object };
  const sha = (value: unknown): string => createHash('sha1').update(JSON.stringify(value)).digest('hex');
  if (!spec) return sha(rest);
  const digest = digests.get(spec) ?? sha(spec);
  digests.set(spec, digest);
  return sha([rest, digest]);
};

/** What changes whenever somebody changes what an object says; its status does not count where the API server tells them apart. */
const contentVersion = ({ metadata }: KubeObject): string =>
  `${metadata?.uid} ${metadata?.generation ? `generation ${metadata.generation}` : metadata?.resourceVersion}`;

/**
 * Makes objects be as desired and remembers which are, so that an object is compared in full only after it or the desire
 * changed, and written only when they differ.
 */
export class Writer {
  readonly #o: WriterOptions;
  /** Content version and digest of the desire under which each object was found to be right. */
  readonly #right = new Map<string, { version: string; digest: string }>();
  /** Objects read in full, because nothing is known of what they say now. */
  readonly #read = new Map<string, KubeObject>();

  constructor(options: WriterOptions) {
    this.#o = options;
  }

  /** Reads in full, with who owns which field, every object that changed since it was last found right or read. */
  async read(objects: readonly KubeObject[]): Promise<void> {
    const before = new Map(this.#read);
    this.#read.clear();
    const unknown = objects.filter((object) => this.#right.get(idOf(object))?.version !== contentVersion(object));
    await Promise.all(
      unknown.map(async (object) => {
        const id = idOf(object);
        const known = before.get(id);
        const isFresh = known !== undefined && contentVersion(known) === contentVersion(object);
        const full = isFresh ? known : await this.#o.client.find(this.resource(object), splitKey(keyOf(object)));
        if (full) this.#read.set(id, full);
      }),
    );
  }

  /** Whether an object is not as desired; one whose desire changed counts as such, and writing it then may change nothing. */
  isWrong(desired: KubeObject): boolean {
    const live = this.#o.live.get(desired);
    if (!live || !metadataHolds(live, desired)) return true;
    const id = idOf(desired);
    const digest = digestOf(desired);
    const right = this.#right.get(id);
    if (right?.version === contentVersion(live) && right.digest === digest) return false;
    const full = this.#read.get(id);
    if (!full || !isAsDesired(full, desired)) return true;
    this.#right.set(id, { version: contentVersion(full), digest });
    this.#read.delete(id);
    return false;
  }

  /** Writes one object, and takes away what others added to it. */
  async put(desired: KubeObject): Promise<KubeObject> {
    let written = await this.#apply(desired);
    const operations = surplus(written, desired);
    if (operations.length > 0) {
      const { resourceVersion } = written.metadata ?? {};
      written = await this.#o.client.patch(
        this.resource(desired),
        splitKey(keyOf(desired)),
        {
          type: 'json',
          body: [{ op: 'test', path: '/metadata/resourceVersion', value: resourceVersion }, ...operations],
        },
        { fieldManager },
      );
    }
    this.#o.logger.info({ object: idOf(desired), removed: operations.map(({ path }) => path) }, 'written');
    this.#right.set(idOf(desired), { version: contentVersion(written), digest: digestOf(desired) });
    this.#read.delete(idOf(desired));
    this.#o.live.wrote(written);
    return written;
  }

  /** Deletes one object, whatever it says. */
  async delete(object: KubeObject): Promise<void> {
    const { uid } = object.metadata ?? {};
    await this.#o.client.delete(this.resource(object), splitKey(keyOf(object)), {
      propagationPolicy: 'Background',
      ...(uid ? { preconditions: { uid } } : {}),
    });
    this.#o.logger.info({ object: idOf(object) }, 'deleted');
    this.#right.delete(idOf(object));
    this.#o.live.deleted(object);
  }

  /** Where objects of an object's kind live. @throws Error when the operator has no business with that kind */
  resource(object: KubeObject): Resource<KubeObject> {
    const found = this.#o.resources.get(object.kind ?? '');
    if (!found) throw new Error(`the operator does not write objects of kind ${object.kind}`);
    return found;
  }

  async #apply(desired: KubeObject): Promise<KubeObject> {
    const resource = this.resource(desired);
    if (withoutApply.has(desired.kind ?? '')) return this.#createOrPatch(desired);
    const apply = () => this.#o.client.apply(resource, desired, { fieldManager, force: true });
    const isInvalid = (error: unknown): boolean => error instanceof ApiError && error.reason === 'Invalid';
    try {
      return await apply();
    } catch (error) {
      if (!isInvalid(error)) throw error;
      this.#o.logger.warn({ err: error, object: idOf(desired) }, 'perhaps what others wrote is in the way');
      await this.#makeWay(desired, error);
    }
    return apply();
  }

  /**
   * Applying merges lists by their keys, and what others put into one can contradict ours; a merge patch replaces them. What
   * cannot be changed at all is deleted. @throws the error that led here when neither helps
   */
  async #makeWay(desired: KubeObject, cause: unknown): Promise<void> {
    const resource = this.resource(desired);
    const ref = splitKey(keyOf(desired));
    const { apiVersion: _apiVersion, kind: _kind, metadata: _metadata, ...body } = desired;
    try {
      await this.#o.client.patch(resource, ref, { type: 'merge', body }, { fieldManager });
    } catch (error) {
      const isImmutable = error instanceof ApiError && error.reason === 'Invalid';
      if (!isImmutable || !replaceable.has(desired.kind ?? '')) throw cause;
      await this.#o.client.delete(resource, ref);
    }
  }

  async #createOrPatch(desired: KubeObject): Promise<KubeObject> {
    const resource = this.resource(desired);
    const ref = splitKey(keyOf(desired));
    if (!(await this.#o.client.find(resource, ref))) return this.#o.client.create(resource, desired, { fieldManager });
    return this.#o.client.patch(resource, ref, { type: 'merge', body: desired }, { fieldManager });
  }
}

/** Kinds whose API server dies of a server-side apply in Kubernetes 1.20 ("FieldManager must be installed"). */
const withoutApply = new Set(['APIService']);

/** Kinds with fields that cannot be changed, and which nothing is lost by making anew. */
const replaceable = new Set(['Service', 'ClusterRoleBinding', 'RoleBinding', 'PodDisruptionBudget']);
