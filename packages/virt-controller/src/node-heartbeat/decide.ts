// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { annotations, labels } from '@kubevirt-ts/api';
import type { Node } from '@kubevirt-ts/kube';

/** How long a node's agent may be silent. */
const heartbeatTimeoutMs = 300_000;

/** How long the node's agent has been silent; nothing when it never spoke. */
const silentMs = (node: Node, now: Date): number | undefined => {
  const heartbeat = node.metadata?.annotations?.[annotations.heartbeat];
  const sinceMs = heartbeat === undefined ? Number.NaN : Date.parse(heartbeat);
  return Number.isNaN(sinceMs) ? undefined : now.getTime() - sinceMs;
};

/** Whether the agent of a node has been silent for too long. */
export const isUnresponsive = (node: Node, now: Date): boolean => (silentMs(node, now) ?? 0) > heartbeatTimeoutMs;

/** What to do about a node: nothing, look again later, or take it out of service. */
export type HeartbeatDecision = { do: 'nothing' } | { do: 'wait'; afterMs: number } | { do: 'take-out' };

/** Decides by the node's last heartbeat whether it may get further VMs. */
export const decide = (node: Node, now: Date): HeartbeatDecision => {
  const ms = silentMs(node, now);
  if (ms === undefined || node.metadata?.labels?.[labels.schedulable] !== 'true') return { do: 'nothing' };
  return ms > heartbeatTimeoutMs ? { do: 'take-out' } : { do: 'wait', afterMs: heartbeatTimeoutMs - ms + 1000 };
};
