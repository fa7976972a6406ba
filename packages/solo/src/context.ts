// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Cache, Client, KubeObject, Logger, Resource } from '@kubevirt-ts/kube';

/** What every part of solo that acts on the API is given: one client, shared caches, a clock, an end. */
export interface SoloContext {
  /** In process: the same path as HTTP, less the transport; its writes are checked against RBAC as this component's user. */
  readonly client: Client;
  /** The one cache of a resource, shared by all who ask; started on first use. */
  cache<T extends KubeObject>(resource: Resource<T>): Cache<T>;
  readonly logger: Logger;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  /** The same world seen by one component: its events name it as their source, its writes name it as their manager. */
  as?(component: string): SoloContext;
  /** Records an event about an object. */
  event(object: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string): void;
}
