// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeObject } from '@kubevirt-ts/kube';
import type { ApiRequest, ApiResponse } from './request.ts';
import type { Schema } from './schema.ts';

/** An object of any kind, as JSON has it. */
export type Json = KubeObject & Record<string, unknown>;

/** One thing that is wrong with an object, as `details.causes` of a 422 answer has it. */
export interface Cause {
  /** `FieldValueInvalid`, `FieldValueRequired`, `FieldValueDuplicate`, `FieldValueForbidden`, `FieldValueNotSupported`, … */
  reason: string;
  /** Without the field, as Kubernetes words it: `Invalid value: 0: must be greater than 0`. */
  message: string;
  /** `spec.containers[0].name` */
  field: string;
}

/** A column of the Table that `kubectl get` prints. */
export interface Column {
  name: string;
  type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  format?: string;
  description?: string;
  /** 0 is always shown, others with `-o wide`. */
  priority: number;
  cell: (object: Json, now: Date) => unknown;
}

/** What a subresource that is not part of the object (log, exec, eviction, binding, token, …) answers. */
export interface Connector {
  /** HTTP methods it takes, such as `['GET', 'POST']`. */
  methods: readonly string[];
  /** Kind named in discovery, with its group and version where they differ from the parent's. */
  kind: string;
  group?: string;
  version?: string;
  /** Discovery's verbs, such as `['create']` or `['get', 'create']`. */
  verbs: readonly string[];
  /** Answers a request; `object` is the parent, already read (404 was answered when it is absent). */
  handle: (request: ApiRequest, object: Json) => Promise<ApiResponse>;
}

/** What is special about the objects of one kind. All functions are pure but for changing the object given to them to change. */
export interface Strategy {
  /** Fills in, in place, what the user left out. */
  setDefaults?: (object: Json) => void;
  /** Sets, in place, what the server decides on creation: phase, allocated addresses are not here but in `admit`. */
  prepareForCreate?: (object: Json) => void;
  /** Carries over, in place, what an update cannot change silently. Status is already dealt with. */
  prepareForUpdate?: (object: Json, old: Json) => void;
  validate?: (object: Json) => Cause[];
  validateUpdate?: (object: Json, old: Json) => Cause[];
  /** In-process admission with the world at hand (service addresses, service-account volumes, quotas, priorities, escalation checks); throws ApiError. `old` on update. */
  admit?: (object: Json, o: { old?: Json; request: ApiRequest; dryRun: boolean }) => Promise<void> | void;
  /** Sentences for the `Warning` header; `old` on update. */
  warnings?: (object: Json, old?: Json) => string[];
  /** Changes, in place, an object whose deletion is asked for the first time: finalizers set here keep it as those of its metadata do. */
  prepareForDelete?: (object: Json) => void;
  /** Seconds an object lives on after a delete without finalizers, e.g. pods with a node; undefined or 0: none. */
  graceSeconds?: (object: Json, asked: number | undefined) => number | undefined;
  /** The fields that a field selector may name beyond metadata.name and metadata.namespace, and their values. */
  selectableFields?: (object: Json) => Record<string, string>;
  /** Called after a change was stored, to keep derived state (the registry of CRDs, routes) in step. */
  stored?: (change: { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: Json }) => void;
}

/** Where `scale` finds its numbers. */
export interface ScalePaths {
  /** JSON paths with a leading dot, as CRDs write them: `.spec.replicas`. */
  specReplicasPath: string;
  statusReplicasPath: string;
  labelSelectorPath?: string;
}

/** One kind in one version, built in or custom: everything the verbs, discovery, OpenAPI and patches need to know. A row of the table. */
export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** `group/plural` (core: `/pods`): the collection in the store, shared by all versions. */
  readonly collection: string;
  /** Verbs as discovery lists them; reviews have only `create` and are never stored. */
  readonly verbs: readonly string[];
  readonly schema: Schema;
  /** CRDs prune unknown fields and default from the schema; built-ins drop unknown fields too and default by strategy. */
  readonly isCustom: boolean;
  /** The version objects are stored in. */
  readonly storageVersion: string;
  /** Turns an object of another version of this kind into this one; built-ins and single-version CRDs: identity. */
  readonly convert: (objects: Json[]) => Promise<Json[]>;
  readonly columns: readonly Column[];
  /** What a Table says of an object's row beyond its cells: that the object is over. */
  readonly rowConditions?: (object: Json) => readonly object[];
  /** Whether status is written only through /status. */
  readonly hasStatus: boolean;
  readonly scale?: ScalePaths;
  readonly connectors: Readonly<Record<string, Connector>>;
  readonly strategy: Strategy;
  /** For kinds with only `create` that are answered, not stored (SubjectAccessReview, TokenReview, …). */
  readonly answer?: (object: Json, request: ApiRequest) => Promise<Json>;
  /** Published in a `Warning` header on every request of this version. */
  readonly deprecationWarning?: string;
}

/** All kinds there are at the moment; CRDs come and go. */
export interface Kinds {
  find(group: string, version: string, plural: string): Kind | undefined;
  /** By the `kind` of an apiVersion, as owner references and webhooks name it. */
  byKind(apiVersion: string, kind: string): Kind | undefined;
  /** The versions of all kinds, built-ins first, each group's preferred version first. */
  all(): readonly Kind[];
  /** Replaces all versions of a group's resource (CRD controller); an empty list removes them. */
  replace(group: string, plural: string, kinds: readonly Kind[]): void;
  /** Called after each replace: discovery and OpenAPI are computed anew, watches of a removed kind end. */
  onChange(listener: (group: string, plural: string) => void): void;
}
