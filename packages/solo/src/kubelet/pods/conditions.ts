// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { ContainerStatus, Pod } from '@kubevirt-ts/kube';
import { specifiedContainers } from './view.ts';

/** A condition without its times. */
export interface PlainCondition {
  type: string;
  status: 'True' | 'False';
  reason?: string;
  message?: string;
}

/** What conditions are derived from, beside the pod. */
export interface ConditionFacts {
  phase: string;
  statuses: readonly ContainerStatus[];
  /** There is a sandbox with a network. */
  hasSandbox: boolean;
  /** A regular container was started once, so initialisation is over whatever became of its containers. */
  wasInitialized: boolean;
}

/** The conditions of a pod that its node sets, in the order in which Kubernetes lists them. */
export function podConditions(pod: Pod, facts: ConditionFacts): PlainCondition[] {
  const containersReady = allReady(pod, facts);
  return [
    { type: 'PodReadyToStartContainers', status: facts.hasSandbox ? 'True' : 'False' },
    initialized(pod, facts),
    { ...ready(pod, containersReady), type: 'Ready' },
    { ...containersReady, type: 'ContainersReady' },
    { type: 'PodScheduled', status: 'True' },
  ];
}

type Outcome = Omit<PlainCondition, 'type'>;

function initialized(pod: Pod, { phase, statuses, wasInitialized }: ConditionFacts): PlainCondition {
  const type = 'Initialized';
  if (phase === 'Succeeded') return { type, status: 'True', reason: 'PodCompleted' };
  const waitedFor = specifiedContainers(pod.spec).filter(({ kind }) => kind === 'init' || kind === 'sidecar');
  const known = (name: string) => statuses.find((status) => status.name === name);
  const unknown = waitedFor.filter(({ container }) => !known(container.name));
  const incomplete = waitedFor.filter(({ kind, container }) => {
    const status = known(container.name);
    return status && !(kind === 'sidecar' ? status.started : status.ready);
  });
  if (wasInitialized || (unknown.length === 0 && incomplete.length === 0)) return { type, status: 'True' };
  if (phase === 'Failed') return { type, status: 'False', reason: 'PodFailed' };
  const messages = [
    unknown.length > 0 ? `containers with unknown status: [${names(unknown)}]` : '',
    incomplete.length > 0 ? `containers with incomplete status: [${names(incomplete)}]` : '',
  ];
  return { type, status: 'False', reason: 'ContainersNotInitialized', message: messages.filter(Boolean).join(', ') };
}

function allReady(pod: Pod, { phase, statuses }: ConditionFacts): Outcome {
  if (phase === 'Succeeded') return { status: 'False', reason: 'PodCompleted' };
  if (phase === 'Failed') return { status: 'False', reason: 'PodFailed' };
  const needed = specifiedContainers(pod.spec).filter(({ kind }) => kind === 'sidecar' || kind === 'regular');
  const known = (name: string) => statuses.find((status) => status.name === name);
  const unknown = needed.filter(({ container }) => !known(container.name));
  const unready = needed.filter(({ container }) => known(container.name)?.ready === false);
  if (unknown.length === 0 && unready.length === 0) return { status: 'True' };
  const messages = [
    unknown.length > 0 ? `containers with unknown status: [${names(unknown)}]` : '',
    unready.length > 0 ? `containers with unready status: [${names(unready)}]` : '',
  ];
  return { status: 'False', reason: 'ContainersNotReady', message: messages.filter(Boolean).join(', ') };
}

function ready(pod: Pod, containersReady: Outcome): Outcome {
  if (containersReady.status !== 'True') return containersReady;
  const unmet = (pod.spec?.readinessGates ?? []).flatMap(({ conditionType }) => {
    const condition = pod.status?.conditions?.find(({ type }) => type === conditionType);
    if (!condition) return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`];
    if (condition.status === 'True') return [];
    return [`the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`];
  });
  if (unmet.length === 0) return { status: 'True' };
  return { status: 'False', reason: 'ReadinessGatesNotReady', message: unmet.join(', ') };
}

function names(list: readonly { container: { name: string } }[]): string {
  return list.map(({ container }) => container.name).join(' ');
}
