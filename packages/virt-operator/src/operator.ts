// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { finalizers, type KubeVirt } from '@kubevirt-ts/api';
import {
  type Cache,
  type Client,
  controller,
  type KubeObject,
  keyOf,
  type Logger,
  type Node,
  type Pod,
  type Registry,
  type Resource,
  recorder,
  resources,
  type Source,
  watchCache,
} from '@kubevirt-ts/kube';
import { keeper } from './kubevirt/controller.ts';
import { activeKubeVirt, kubevirts } from './kubevirt/resource.ts';
import { LiveObjects } from './objects/live-objects.ts';
import { managedResources } from './objects/managed-resources.ts';
import { Writer } from './objects/writer.ts';
import type { OperatorIdentity } from './strategy/deployment.ts';
import { managedSelector } from './strategy/stamp.ts';
import type { ClusterFeatures } from './strategy/strategy.ts';

/** What the leading operator works with. */
export interface LeaderOptions {
  /** Refuses to write when this is not the leader any more. */
  client: Client;
  operator: OperatorIdentity;
  features: ClusterFeatures;
  logger: Logger;
  metrics?: Registry;
  signal: AbortSignal;
  now: () => Date;
}

/** What changes on a node without anything that matters here having changed: its heartbeat. */
const nodeFacts = (node: Node): string =>
  JSON.stringify([
    node.metadata?.labels,
    node.status?.conditions?.filter(({ type }) => type === 'Ready').map(({ status }) => status),
  ]);

/** Wakes the controller for the KubeVirt object whenever one of the objects that matter to it changes. */
const wakes = <T extends KubeObject>(
  cache: Cache<T>,
  active: () => string | undefined,
  matters: (object: T, old: T | undefined) => boolean = () => true,
): Source => ({
  synced: () => cache.synced(),
  subscribe(enqueue) {
    cache.onChange(({ object, old }) => {
      const key = active();
      if (key !== undefined && matters(object, old)) enqueue(key);
    });
  },
});

/**
 * Runs the one controller of the operator until the signal: it watches the KubeVirt objects, everything it manages, the pods
 * of that and the nodes, and works on one KubeVirt object at a time.
 */
export const leadOperator = async (o: LeaderOptions): Promise<void> => {
  const { client, logger, signal, features, now } = o;
  const { namespace } = o.operator;
  const managed = managedResources(features);
  const watch = <T extends KubeObject>(resource: Resource<T>, labelSelector?: string): Cache<T> =>
    watchCache<T>({
      client,
      resource,
      logger,
      signal,
      labelSelector,
      namespace: resource.namespaced ? namespace : undefined,
    });
  const all = watchCache<KubeVirt>({ client, resource: kubevirts, logger, signal });
  const caches = new Map<string, Cache<KubeObject>>(
    managed.map((resource) => [resource.kind, watch(resource, managedSelector)]),
  );
  const pods: Cache<Pod> = watch(resources.pods, managedSelector);
  const nodes: Cache<Node> = watch(resources.nodes);
  const home = watchCache({
    client,
    resource: resources.namespaces,
    logger,
    signal,
    fieldSelector: `metadata.name=${namespace}`,
  });
  const everything = new Map([
    ...caches,
    ['KubeVirt', all as Cache<KubeObject>],
    ['Namespace', home as Cache<KubeObject>],
  ]);
  const live = new LiveObjects(everything, now);
  const writable = new Map<string, Resource<KubeObject>>([
    ...managed.map((resource) => [resource.kind, resource] as const),
    ['Namespace', resources.namespaces],
  ]);
  const writer = new Writer({ client, live, resources: writable, logger });
  const events = recorder({ client, component: 'virt-operator', logger, now });
  const active = () => {
    const kubevirt = activeKubeVirt(all.list(), namespace, finalizers.kubevirt);
    return kubevirt && keyOf(kubevirt);
  };
  const { stopped } = controller({
    name: 'virt-operator',
    logger,
    metrics: o.metrics,
    signal,
    // Long enough between tries not to be a burden, short enough that what was put right is noticed soon.
    backoff: { baseMs: 250, capMs: 60_000 },
    reconcile: keeper({
      ...{ client, live, writer, pods, nodes, features, now, logger, kubevirts: all },
      kinds: managed.map(({ kind }) => kind),
      operator: o.operator,
      recorder: events,
    }),
    sources: [
      wakes(all, active),
      ...[...caches.values(), home as Cache<KubeObject>].map((cache) => wakes(cache, active)),
      wakes(pods, active),
      wakes(nodes, active, (node, old) => !old || nodeFacts(node) !== nodeFacts(old)),
      { synced: () => all.synced(), subscribe: (enqueue) => all.onChange(({ object }) => enqueue(keyOf(object))) },
    ],
  });
  await stopped;
  await events.flush();
};
