// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  type Client,
  delay,
  isConflict,
  isDeepEqual,
  type Logger,
  logged,
  type Node,
  resources,
} from '@kubevirt-ts/kube';
import { leaseRenewalMs, renewLease } from './lease.ts';
import { type NodeFacts, nodeLabels, nodeStatus } from './node-object.ts';

/** What keeps a node's object. */
export interface NodeKeeperOptions {
  client: Client;
  logger: Logger;
  signal: AbortSignal;
  /** The facts of now. */
  facts: () => Promise<NodeFacts>;
}

/** A node's object, kept up to date. */
export interface NodeKeeper {
  /** Has what changed (devices, images) written at once. */
  changed(): void;
  /** Resolves when the node is registered. */
  readonly registered: Promise<void>;
  readonly stopped: Promise<void>;
}

const reportMs = 300_000;

/** Registers the node and keeps its status and lease: changes at once, else a sign of life every ten seconds. */
export function keepNode(o: NodeKeeperOptions): NodeKeeper {
  const { promise: registered, resolve: isRegistered } = Promise.withResolvers<void>();
  let poke = Promise.withResolvers<void>();
  let reportedAt = 0;

  const register = async ({ name, machine }: NodeFacts): Promise<Node> => {
    const labels = nodeLabels({ name, machine });
    const found = await o.client.find(resources.nodes, { name });
    if (!found)
      return o.client.create(resources.nodes, { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: {} });
    const isLabelled = Object.entries(labels).every(([key, value]) => found.metadata?.labels?.[key] === value);
    if (isLabelled) return found;
    return o.client.patch(resources.nodes, { name }, { type: 'merge', body: { metadata: { labels } } });
  };
  const report = async () => {
    const facts = await o.facts();
    const node = await register(facts);
    const status = nodeStatus(facts, node.status);
    const isSame = isDeepEqual(withoutHeartbeat(status), withoutHeartbeat(pick(node.status, status)));
    if (!isSame || facts.now.getTime() - reportedAt >= reportMs) {
      await o.client.patch(
        resources.nodes,
        { name: facts.name },
        { type: 'strategic', body: { status } },
        { subresource: 'status' },
      );
      reportedAt = facts.now.getTime();
    }
    isRegistered();
    return { node, now: facts.now };
  };
  const run = async () => {
    let renewAt = 0;
    while (!o.signal.aborted) {
      poke = Promise.withResolvers<void>();
      try {
        const { node, now } = await report();
        if (now.getTime() >= renewAt) {
          await renewLease(o.client, node, now);
          renewAt = now.getTime() + leaseRenewalMs - 500;
        }
      } catch (error) {
        if (!o.signal.aborted && !isConflict(error)) o.logger.warn(logged(error), 'the node could not be reported');
        await delay(1000, o.signal);
        continue;
      }
      const pause = new AbortController();
      await Promise.race([delay(leaseRenewalMs, AbortSignal.any([o.signal, pause.signal])), poke.promise]);
      pause.abort();
    }
  };
  return { changed: () => poke.resolve(), registered, stopped: run() };
}

type Status = NonNullable<Node['status']>;

function withoutHeartbeat(status: Status | undefined) {
  return { ...status, conditions: status?.conditions?.map(({ lastHeartbeatTime: _, ...rest }) => rest) };
}

/** Of a status the fields that a wanted one has, and of its conditions those. */
function pick(status: Status | undefined, wanted: Status): Status {
  const fields = Object.keys(wanted) as (keyof Status)[];
  const picked = Object.fromEntries(fields.map((field) => [field, status?.[field]])) as Status;
  const conditions = wanted.conditions?.flatMap(
    ({ type }) => status?.conditions?.filter((one) => one.type === type) ?? [],
  );
  return { ...picked, conditions };
}
