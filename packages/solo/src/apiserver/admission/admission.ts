// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Store } from '../../store/store.ts';
import type { Json, Kind, Kinds } from '../kind.ts';
import type { User } from '../request.ts';
import type { WebhookClient } from './webhook-client.ts';

/** What webhooks are told of a request besides the objects. */
export interface AdmissionAttributes {
  operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';
  /** The resource the request names, in the version it names. */
  kind: Kind;
  /** The kind of the objects where it is not the resource's own: Scale, Eviction, Binding, PodExecOptions. */
  objectKind?: { group: string; version: string; kind: string };
  subresource: string;
  /** Empty when the server makes it up. */
  name: string;
  /** Empty for cluster-scoped resources. */
  namespace: string;
  user: User;
  dryRun: boolean;
  /** CreateOptions, UpdateOptions, PatchOptions or DeleteOptions with apiVersion and kind. */
  options?: object;
  /** Collects what webhooks warn of. */
  warnings: string[];
  signal?: AbortSignal;
}

/** Webhooks at the two places of the write path. Both throw ApiError when the request is refused. */
export interface Admission {
  /** The object as the mutating webhooks leave it, defaults set again: the one given when none changed it; undefined for DELETE. */
  mutate(a: AdmissionAttributes, object: Json | undefined, old: Json | undefined): Promise<Json | undefined>;
  /** Asks the validating webhooks. */
  validate(a: AdmissionAttributes, object: Json | undefined, old: Json | undefined): Promise<void>;
}

/** Webhook admission from the configurations in the store. */
export declare function admission(o: { store: Store; kinds: Kinds; webhooks: WebhookClient }): Admission;
