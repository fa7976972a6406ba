// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  type Cache,
  type Client,
  type KubeObject,
  type Logger,
  type Recorder,
  type Resource,
  recorder,
  watchCache,
} from '@kubevirt-ts/kube';
import type { User } from '../apiserver/request.ts';
import type { SoloContext } from '../context.ts';

/** What contexts are made of. */
export interface ContextOptions {
  /** A client that acts as a user, and names itself `agent`. */
  client: (user: User, agent: string) => Client;
  logger: Logger;
  now: () => Date;
  signal: AbortSignal;
}

/** The context of solo's own components, and the end of what it began. */
export interface Contexts {
  readonly context: SoloContext;
  /** The same for a node: what it may do is decided like a kubelet's. */
  forNode(name: string): SoloContext;
  /** Sends the events that wait. */
  flush(): Promise<void>;
}

/** Contexts over one set of caches. Components are administrators; nodes are themselves, with caches that others fill. */
export function contexts(o: ContextOptions): Contexts {
  const caches = new Map<string, Cache<KubeObject>>();
  const recorders: Recorder[] = [];
  const reader = o.client(componentUser('system:apiserver'), 'kube-apiserver');

  const made = (component: string, user: User, host?: string): SoloContext => {
    const client = o.client(user, programOf(component));
    let events: Recorder | undefined;
    return {
      client,
      cache<T extends KubeObject>(resource: Resource<T>): Cache<T> {
        const key = `${resource.apiVersion}/${resource.plural}`;
        const known = caches.get(key);
        if (known) return known as Cache<KubeObject> as Cache<T>;
        const cache = watchCache<T>({ client: reader, resource, logger: o.logger, signal: o.signal });
        caches.set(key, cache as Cache<KubeObject>);
        return cache;
      },
      logger: o.logger.child({ part: component }),
      now: o.now,
      signal: o.signal,
      as: (other) => made(other, componentUser(other)),
      event(object, type, reason, message) {
        if (!events) {
          const { logger, now } = o;
          events = recorder({ client, component, host: host ?? '', logger, now });
          recorders.push(events);
        }
        events.event(object, type, reason, message);
      },
    };
  };
  return {
    context: made('solo', componentUser('system:apiserver')),
    forNode: (name) =>
      made('kubelet', { name: `system:node:${name}`, groups: ['system:nodes', 'system:authenticated'] }, name),
    async flush() {
      await Promise.all(recorders.map((one) => one.flush()));
    },
  };
}

/** The program that a component is part of in other clusters: owner of the fields that it writes. */
function programOf(component: string): string {
  if (component === 'solo' || component === 'system:apiserver') return 'kube-apiserver';
  if (component === 'default-scheduler') return 'kube-scheduler';
  return component === 'kubelet' ? component : 'kube-controller-manager';
}

/** Who a component of solo's is to the API. */
export function componentUser(name: string): User {
  const isQualified = name.startsWith('system:');
  return {
    name: isQualified ? name : `system:serviceaccount:kube-system:${name}`,
    groups: ['system:masters', 'system:authenticated'],
  };
}
