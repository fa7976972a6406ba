// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type ContainerStatus, type Pod, wireTime } from '@kubevirt-ts/kube';
import { podConditions } from './conditions.ts';
import { containerStatus } from './container-status.ts';
import { isTerminalPhase, podPhase } from './phase.ts';
import { qosClass } from './qos.ts';
import { newestSandbox, type PodView, type Problem, runsOf, specifiedContainers } from './view.ts';

type PodStatus = NonNullable<Pod['status']>;
type Condition = NonNullable<PodStatus['conditions']>[number];

/** What a pod's status is derived from, beside the view. */
export interface StatusFacts {
  view: PodView;
  /** The status before. */
  old: PodStatus;
  lastWords: ReadonlyMap<string, string>;
  hostIps: readonly string[];
  isOver: boolean;
  /** Why the pod ended that did not end by itself. */
  cause?: Problem;
}

const lastWordsCapBytes = 12 * 1024;

/** A pod's status as its node writes it; what others put into it (conditions, nominatedNodeName) is left alone. */
export function podStatus(facts: StatusFacts): PodStatus {
  const { view, old, lastWords, hostIps, isOver, cause } = facts;
  const { pod } = view;
  if (typeof view.admission === 'object') return rejected(view.admission, view.now);
  const all = specifiedContainers(pod.spec).map((specified) => {
    const name = specified.container.name;
    const before = [old.initContainerStatuses, old.containerStatuses, old.ephemeralContainerStatuses];
    const status = containerStatus(specified, {
      view,
      lastWords,
      isOver,
      old: before.flat().find((s) => s?.name === name),
    });
    return { kind: specified.kind, status };
  });
  const of = (...kinds: string[]) => all.filter(({ kind }) => kinds.includes(kind)).map(({ status }) => status);
  const statuses = shortened(of('init', 'sidecar', 'regular'));
  const phase = isTerminalPhase(old.phase)
    ? (old.phase as string)
    : cause && isOver
      ? 'Failed'
      : podPhase(pod, statuses, isOver);
  const sandbox = newestSandbox(view);
  const hasSandbox = sandbox?.state === 'ready' && !view.busy.pod.has('sandbox');
  const ips = !hasSandbox ? [] : pod.spec?.hostNetwork ? hostIps : sandbox.ips;
  const conditions = podConditions(pod, {
    phase,
    statuses,
    hasSandbox: hasSandbox && !isOver,
    wasInitialized: (pod.spec?.containers ?? []).some(({ name }) => runsOf(view, name).length > 0),
  });
  const why = isOver ? cause : undefined;
  return {
    ...(pod.metadata?.generation !== undefined && { observedGeneration: pod.metadata.generation }),
    phase,
    ...((why ?? old.reason) && { reason: why?.reason ?? old.reason }),
    ...((why ?? old.message) && { message: why?.message ?? old.message }),
    conditions: conditions.map((condition) => timed(condition, old.conditions, view.now)),
    hostIP: hostIps[0],
    hostIPs: hostIps.map((ip) => ({ ip })),
    ...(ips[0]
      ? { podIP: ips[0], podIPs: ips.map((ip) => ({ ip })) }
      : old.podIP && { podIP: old.podIP, podIPs: old.podIPs }),
    startTime: old.startTime ?? wireTime(view.now),
    ...listed('initContainerStatuses', statuses.slice(0, of('init', 'sidecar').length)),
    containerStatuses: statuses.slice(of('init', 'sidecar').length),
    ...listed('ephemeralContainerStatuses', of('ephemeral')),
    qosClass: old.qosClass ?? qosClass(pod),
  };
}

function rejected({ reason, message }: Problem, now: Date): PodStatus {
  return { phase: 'Failed', reason, message: `Pod was rejected: ${message}`, startTime: wireTime(now) };
}

function listed(name: 'initContainerStatuses' | 'ephemeralContainerStatuses', statuses: ContainerStatus[]) {
  return statuses.length > 0 ? { [name]: statuses } : {};
}

function timed(condition: Omit<Condition, 'lastTransitionTime'>, old: Condition[] | undefined, now: Date): Condition {
  const before = old?.find(({ type }) => type === condition.type);
  const isSame = before?.status === condition.status;
  return {
    ...condition,
    lastTransitionTime: isSame && before.lastTransitionTime ? before.lastTransitionTime : wireTime(now),
  };
}

/** All last words together stay below 12 KiB: each container's share is the same. */
function shortened(statuses: ContainerStatus[]): ContainerStatus[] {
  const share = Math.floor(lastWordsCapBytes / Math.max(1, statuses.length));
  const cut = <T extends { terminated?: { message?: string } } | undefined>(state: T): T => {
    const message = state?.terminated?.message;
    if (!message || Buffer.byteLength(message) <= share) return state;
    return {
      ...state,
      terminated: { ...state.terminated, message: Buffer.from(message).subarray(0, share).toString() },
    };
  };
  return statuses.map((status) => ({ ...status, state: cut(status.state), lastState: cut(status.lastState) }));
}
