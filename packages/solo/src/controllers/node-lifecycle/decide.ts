// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepEqual, type Lease, type Node, wireTime } from '@kubevirt-ts/kube';
import type { Taint } from '../../scheduler/filters/taints.ts';

/** A condition of a node. */
export type NodeCondition = NonNullable<NonNullable<Node['status']>['conditions']>[number];

/** When a node was last heard of, by the clock of who watches. */
export interface Heard {
  /** The lease's time and the node's heartbeat as they were then, in text. */
  sign: string;
  atMs: number;
}

/** After this long without a sign a node's state is unknown. @upstream node-monitor-grace-period */
const graceMs = 40_000;

const conditionTypes = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'] as const;
const messages = {
  stopped: 'Kubelet stopped posting node status.',
  never: 'Kubelet never posted node status.',
} as const;

/** Notes whether a node gave a new sign of life. */
export function hear(node: Node, lease: Lease | undefined, before: Heard | undefined, now: Date): Heard {
  const beats = node.status?.conditions?.map(({ type, lastHeartbeatTime }) => `${type}=${lastHeartbeatTime}`) ?? [];
  const sign = [lease?.spec?.renewTime, ...beats].join(' ');
  return before?.sign === sign ? before : { sign, atMs: now.getTime() };
}

/** How long until a node that gives no sign counts as lost; 0 when it does. */
export function lostInMs(heard: Heard, now: Date): number {
  return Math.max(0, heard.atMs + graceMs - now.getTime());
}

/** The conditions of a node of which nothing is known any more. */
export function unknownConditions(node: Node, now: Date): NodeCondition[] {
  const conditions = node.status?.conditions ?? [];
  const time = wireTime(now);
  const known = conditions.map((condition) => {
    if (!isMonitored(condition.type) || condition.status === 'Unknown') return condition;
    const said = { status: 'Unknown', reason: 'NodeStatusUnknown', message: messages.stopped };
    return { ...condition, ...said, lastTransitionTime: time };
  });
  const missing = conditionTypes.filter((type) => !conditions.some((condition) => condition.type === type));
  const added = missing.map((type) => ({
    type,
    status: 'Unknown',
    reason: 'NodeStatusNeverUpdated',
    message: messages.never,
    lastHeartbeatTime: node.metadata?.creationTimestamp,
    lastTransitionTime: time,
  }));
  return [...known, ...added];
}

function isMonitored(type: string): boolean {
  return conditionTypes.some((other) => other === type);
}

const prefix = 'node.kubernetes.io/';
const pressures: Record<string, string> = {
  MemoryPressure: 'memory-pressure',
  DiskPressure: 'disk-pressure',
  PIDPressure: 'pid-pressure',
  NetworkUnavailable: 'network-unavailable',
};

/** The taints that a node's conditions mean; those of others stay as they are. */
export function taintsOf(node: Node, now: Date): Taint[] {
  const wanted = wantedTaints(node);
  const old = node.spec?.taints ?? [];
  const kept = old.filter((taint) => !isOurs(taint) || wanted.some((other) => isSame(taint, other)));
  const added = wanted.filter((taint) => !old.some((other) => isSame(taint, other)));
  return [...kept, ...added.map((taint) => ({ ...taint, timeAdded: wireTime(now) }))];
}

function wantedTaints({ spec, status }: Node): Taint[] {
  const wanted: Taint[] = [];
  const of = (type: string) => status?.conditions?.find((condition) => condition.type === type)?.status;
  const ready = of('Ready');
  if (ready !== 'True') {
    const key = `${prefix}${ready === 'Unknown' ? 'unreachable' : 'not-ready'}`;
    wanted.push({ key, effect: 'NoSchedule' });
    // A node that has just come has not said anything yet: it gets no pods, but keeps those it has.
    if (ready !== undefined) wanted.push({ key, effect: 'NoExecute' });
  }
  for (const [type, name] of Object.entries(pressures)) {
    if (of(type) === 'True') wanted.push({ key: `${prefix}${name}`, effect: 'NoSchedule' });
  }
  if (spec?.unschedulable) wanted.push({ key: `${prefix}unschedulable`, effect: 'NoSchedule' });
  return wanted;
}

const ours: ReadonlySet<string> = new Set(
  ['not-ready', 'unreachable', 'unschedulable', ...Object.values(pressures)].map((name) => `${prefix}${name}`),
);

function isOurs({ key }: Taint): boolean {
  return ours.has(key);
}

function isSame(a: Taint, b: Taint): boolean {
  return a.key === b.key && a.effect === b.effect;
}

/** Whether a node's taints need no change. */
export function hasTaints(node: Node, taints: readonly Taint[]): boolean {
  return isDeepEqual(node.spec?.taints ?? [], taints);
}
