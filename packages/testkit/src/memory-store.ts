// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { ApiError, isDeepEqual, type KubeObject, type Ref, type Resource, refKey } from '@kubevirt-ts/kube';

/** A change of the world, with what was there before and after it. */
export interface Entry {
  version: number;
  collection: string;
  before?: KubeObject;
  after?: KubeObject;
}

/** An answer as the API server gives it. */
export function apiError(code: number, reason: string, message: string): ApiError {
  return new ApiError({ apiVersion: 'v1', kind: 'Status', status: 'Failure', code, reason, message });
}

/** Where the objects of a kind are kept; versions of a group share them. */
export function collectionOf(r: { apiVersion?: string; kind?: string }): string {
  if (!r.apiVersion || !r.kind) throw new Error('an object without apiVersion or kind cannot be stored');
  return `${r.apiVersion.includes('/') ? r.apiVersion.split('/')[0] : ''}/${r.kind}`;
}

// Kinds of which `status` is written only through the subresource.
const withStatus: ReadonlySet<string> = new Set(
  [
    ['', 'Pod', 'Node', 'Service', 'Namespace', 'PersistentVolume', 'PersistentVolumeClaim'],
    ['apps', 'Deployment', 'DaemonSet', 'ReplicaSet'],
    ['batch', 'Job'],
    ['policy', 'PodDisruptionBudget'],
    ['apiextensions.k8s.io', 'CustomResourceDefinition'],
    ['apiregistration.k8s.io', 'APIService'],
    [
      'kubevirt.io',
      'KubeVirt',
      'VirtualMachine',
      'VirtualMachineInstanceMigration',
      'VirtualMachineInstanceReplicaSet',
    ],
  ].flatMap(([group, ...kinds]) => kinds.map((kind) => `${group}/${kind}`)),
);

/** Objects with the API server's rules about metadata: versions, generations, finalizers, the status subresource. */
export class MemoryStore {
  readonly log: Entry[] = [];
  readonly #objects = new Map<string, Map<string, KubeObject>>();
  readonly #now: () => Date;
  readonly #onEntry: (entry: Entry) => void;
  #version = 1;
  #serial = 0;

  constructor(now: () => Date, onEntry: (entry: Entry) => void) {
    this.#now = now;
    this.#onEntry = onEntry;
  }

  get version(): number {
    return this.#version;
  }

  all(collection: string): KubeObject[] {
    return [...(this.#objects.get(collection)?.values() ?? [])];
  }

  find(r: Resource<KubeObject>, ref: Ref): KubeObject | undefined {
    return this.#objects.get(collectionOf(r))?.get(refKey(scoped(r, ref)));
  }

  get(r: Resource<KubeObject>, ref: Ref): KubeObject {
    const found = this.find(r, ref);
    if (!found) throw apiError(404, 'NotFound', `${r.plural} "${ref.name}" not found`);
    return found;
  }

  /** Puts an object in as given, filling in what the API server would have. */
  seed(object: KubeObject): KubeObject {
    const collection = collectionOf(object);
    const name = object.metadata?.name ?? `${object.metadata?.generateName ?? ''}${this.#suffix()}`;
    const namespace = object.metadata?.namespace;
    const before = this.#objects.get(collection)?.get(refKey({ namespace, name }));
    const after = structuredClone(object);
    after.metadata = {
      uid: before?.metadata?.uid ?? this.#uid(),
      creationTimestamp: before?.metadata?.creationTimestamp ?? this.#wireNow(),
      generation: 1,
      ...after.metadata,
      name,
    };
    return this.#put(collection, before, after);
  }

  create(r: Resource<KubeObject>, object: KubeObject, dryRun = false): KubeObject {
    const { name: given, generateName, namespace } = object.metadata ?? {};
    const name = given ?? (generateName ? generateName + this.#suffix() : undefined);
    if (!name) throw apiError(422, 'Invalid', `${r.kind} is invalid: metadata.name: Required value`);
    if (r.namespaced && !namespace)
      throw apiError(400, 'BadRequest', 'an empty namespace may not be set during creation');
    if (object.metadata?.resourceVersion) {
      throw apiError(400, 'BadRequest', 'resourceVersion should not be set on objects to be created');
    }
    if (this.find(r, { namespace, name })) {
      throw apiError(409, 'AlreadyExists', `${r.plural} "${name}" already exists`);
    }
    const after = { apiVersion: r.apiVersion, kind: r.kind, ...structuredClone(object) };
    after.metadata = {
      ...after.metadata,
      ...(r.namespaced ? { namespace } : {}),
      name,
      uid: this.#uid(),
      creationTimestamp: this.#wireNow(),
      generation: 1,
    };
    if (withStatus.has(collectionOf(r))) delete (after as { status?: unknown }).status;
    return dryRun ? after : this.#put(collectionOf(r), undefined, after);
  }

  /** Replaces an object, or with `subresource` 'status' only its status. */
  update(r: Resource<KubeObject>, object: KubeObject, o: { subresource?: string; dryRun?: boolean } = {}): KubeObject {
    const before = this.get(r, { namespace: object.metadata?.namespace, name: object.metadata?.name ?? '' });
    const { resourceVersion, uid } = object.metadata ?? {};
    if (
      (resourceVersion && resourceVersion !== before.metadata?.resourceVersion) ||
      (uid && uid !== before.metadata?.uid)
    ) {
      const message = `Operation cannot be fulfilled on ${r.plural} "${object.metadata?.name}": the object has been modified; please apply your changes to the latest version and try again`;
      throw apiError(409, 'Conflict', message);
    }
    const hasStatus = withStatus.has(collectionOf(r));
    if (o.subresource === 'status' && !hasStatus) {
      throw apiError(404, 'NotFound', 'the server could not find the requested resource');
    }
    const after = merged(before, structuredClone(object), hasStatus ? (o.subresource ?? '') : undefined);
    const { generation = 1 } = before.metadata ?? {};
    after.metadata = {
      ...after.metadata,
      generation: isDeepEqual(desired(before), desired(after)) ? generation : generation + 1,
    };
    if (isDeepEqual(before, after) || o.dryRun) return after;
    const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = after.metadata;
    if (deletionTimestamp && !deletionGracePeriodSeconds && !finalizers?.length) {
      return this.#remove(collectionOf(r), after);
    }
    return this.#put(collectionOf(r), before, after);
  }

  /** Deletes an object, or marks it so while it has finalizers or, for `graceSeconds`, a node has to let go of it. */
  delete(r: Resource<KubeObject>, ref: Ref, graceSeconds: number): void {
    const before = this.get(r, ref);
    const { finalizers, deletionTimestamp, deletionGracePeriodSeconds } = before.metadata ?? {};
    if (!finalizers?.length && graceSeconds === 0) {
      this.#remove(collectionOf(r), before);
    } else if (!deletionTimestamp || graceSeconds < (deletionGracePeriodSeconds ?? 0)) {
      const after = structuredClone(before);
      after.metadata = {
        ...after.metadata,
        deletionTimestamp: deletionTimestamp ?? this.#wireNow(),
        deletionGracePeriodSeconds: graceSeconds,
      };
      this.#put(collectionOf(r), before, after);
    }
  }

  #put(collection: string, before: KubeObject | undefined, after: KubeObject): KubeObject {
    after.metadata = { ...after.metadata, resourceVersion: String(++this.#version) };
    const objects = this.#objects.get(collection) ?? new Map<string, KubeObject>();
    this.#objects.set(collection, objects);
    objects.set(refKey({ namespace: after.metadata.namespace, name: after.metadata.name ?? '' }), after);
    this.#record({ version: this.#version, collection, before, after });
    return after;
  }

  #remove(collection: string, last: KubeObject): KubeObject {
    const gone = structuredClone(last);
    gone.metadata = { ...gone.metadata, resourceVersion: String(++this.#version) };
    this.#objects
      .get(collection)
      ?.delete(refKey({ namespace: gone.metadata.namespace, name: gone.metadata.name ?? '' }));
    this.#record({ version: this.#version, collection, before: gone });
    return gone;
  }

  #record(entry: Entry): void {
    this.log.push(entry);
    this.#onEntry(entry);
  }

  #uid(): string {
    return `00000000-0000-4000-8000-${String(++this.#serial).padStart(12, '0')}`;
  }

  #suffix(): string {
    return (++this.#serial).toString(36).padStart(5, 'b');
  }

  #wireNow(): string {
    return `${this.#now().toISOString().slice(0, 19)}Z`;
  }
}

function scoped(r: Resource<KubeObject>, ref: Ref): Ref {
  return r.namespaced ? ref : { name: ref.name };
}

type Stateful = KubeObject & { status?: unknown };

function merged(before: Stateful, object: Stateful, subresource: string | undefined): Stateful {
  const { uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds, resourceVersion } =
    before.metadata ?? {};
  const kept = { uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds, resourceVersion };
  const after: Stateful =
    subresource === 'status' ? { ...structuredClone(before), status: object.status } : { ...object };
  if (subresource === '') after.status = before.status;
  after.apiVersion ??= before.apiVersion;
  after.kind ??= before.kind;
  after.metadata = { ...after.metadata, ...kept };
  for (const key of Object.keys(kept) as (keyof typeof kept)[]) if (kept[key] === undefined) delete after.metadata[key];
  if (after.status === undefined) delete after.status;
  return after;
}

function desired(object: Stateful): unknown {
  const { metadata: _metadata, status: _status, ...rest } = object;
  return rest;
}
