// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { annotations, labels } from '@kubevirt-ts/api';
import {
  type Cache,
  type Client,
  type Controller,
  controller,
  type Logger,
  type Node,
  type Registry,
  resources,
  source,
} from '@kubevirt-ts/kube';
import { labelChanges } from './labels.ts';

/** How often the node says that virt-handler lives. */
const heartbeatMs = 60_000;
/** How soon a node whose plugins are not registered is looked at again. */
const unregisteredMs = 500;

/** What this node's own object is written with. */
export interface NodeOptions {
  nodeName: string;
  client: Client;
  nodes: Cache<Node>;
  now: () => Date;
  /** True while the kubelet knows every device plugin. */
  isRegistered(): boolean;
  /** The labels of what the node can run; undefined until known. */
  capabilities(): Record<string, string> | undefined;
  logger: Logger;
  metrics: Registry;
  signal: AbortSignal;
}

/** Watches this node; changes its heartbeat and its labels, and no other node's ever. */
export function nodeController(o: NodeOptions): Controller {
  return controller({
    name: 'node',
    logger: o.logger,
    metrics: o.metrics,
    signal: o.signal,
    backoff: { baseMs: 200, capMs: 20_000 },
    sources: [source(o.nodes, () => [o.nodeName])],
    async reconcile() {
      const node = o.nodes.get(o.nodeName);
      if (!node?.metadata || o.signal.aborted) return undefined;
      const registered = o.isRegistered();
      const skips = node.metadata.annotations?.[annotations.skipNodeLabelling] !== undefined;
      const changes = labelChanges(node.metadata.labels ?? {}, registered, skips ? undefined : o.capabilities());
      const nowMs = o.now().getTime();
      const lastMs = Date.parse(node.metadata.annotations?.[annotations.heartbeat] ?? '') || 0;
      const dueMs = lastMs + heartbeatMs - nowMs;
      if (changes || dueMs <= 0 || dueMs > heartbeatMs) {
        await write(o, changes ?? {}, true);
        return { afterMs: registered ? heartbeatMs : unregisteredMs };
      }
      return { afterMs: registered ? dueMs : unregisteredMs };
    },
  });
}

/** Tells the scheduler to send no more VMs here, until the next virt-handler is ready. @upstream done at every shutdown */
export async function closeNode(o: NodeOptions): Promise<void> {
  await write(o, { [labels.schedulable]: 'false' }, false);
}

async function write(o: NodeOptions, changed: Record<string, string | null>, alive: boolean): Promise<void> {
  const heartbeat = alive
    ? {
        annotations: {
          [annotations.heartbeat]: o
            .now()
            .toISOString()
            .replace(/\.\d+Z$/, 'Z'),
        },
      }
    : {};
  const body = { metadata: { labels: changed, ...heartbeat } };
  await o.client.patch(resources.nodes, { name: o.nodeName }, { type: 'merge', body });
}
