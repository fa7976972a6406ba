// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { ContainerStatus, Pod } from '@kubevirt-ts/kube';
import { isSidecar } from '../pod/containers-of.ts';
import { ageColumn, type ColumnRow, nameColumn } from './column.ts';
import { age } from './human-duration.ts';

/** What `kubectl get pods` shows of a pod's containers. */
interface PodSummary {
  ready: number;
  total: number;
  status: string;
  restarts: number;
  lastRestart: string | undefined;
}

/** Sums up a pod as `kubectl get pods` does. @upstream printers.printPod */
function podSummary(pod: Pod): PodSummary {
  const sidecars = (pod.spec?.initContainers ?? []).filter(isSidecar);
  const summary: PodSummary = {
    ready: 0,
    total: (pod.spec?.containers.length ?? 0) + sidecars.length,
    status: pod.status?.reason || pod.status?.phase || '',
    restarts: 0,
    lastRestart: undefined,
  };
  const conditions = pod.status?.conditions ?? [];
  if (conditions.some((c) => c.type === 'PodScheduled' && c.reason === 'SchedulingGated')) {
    summary.status = 'SchedulingGated';
  }
  const isInitializing = summariseInit(pod, summary);
  const isInitialized = conditions.some((c) => c.type === 'Initialized' && c.status === 'True');
  if (!isInitializing || isInitialized) summariseContainers(pod, summary);
  if (pod.metadata?.deletionTimestamp) {
    const isOver = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
    if (pod.status?.reason === 'NodeLost') summary.status = 'Unknown';
    else if (!isOver) summary.status = 'Terminating';
  }
  return summary;
}

function summariseInit(pod: Pod, summary: PodSummary): boolean {
  const specs = new Map((pod.spec?.initContainers ?? []).map((container) => [container.name, container]));
  for (const [i, status] of (pod.status?.initContainerStatuses ?? []).entries()) {
    countRestarts(status, summary);
    const { terminated, waiting } = status.state ?? {};
    if (terminated?.exitCode === 0) continue;
    if (isSidecar(specs.get(status.name)) && status.started) {
      if (status.ready) summary.ready++;
      continue;
    }
    if (terminated) summary.status = `Init:${ending(terminated)}`;
    else if (waiting?.reason && waiting.reason !== 'PodInitializing') summary.status = `Init:${waiting.reason}`;
    else summary.status = `Init:${i}/${specs.size}`;
    return true;
  }
  return false;
}

function summariseContainers(pod: Pod, summary: PodSummary): void {
  const specs = new Map((pod.spec?.initContainers ?? []).map((container) => [container.name, container]));
  summary.restarts = 0;
  summary.lastRestart = undefined;
  for (const status of pod.status?.initContainerStatuses ?? []) {
    if (isSidecar(specs.get(status.name))) countRestarts(status, summary);
  }
  let isRunning = false;
  for (const status of (pod.status?.containerStatuses ?? []).toReversed()) {
    countRestarts(status, summary);
    const { terminated, waiting, running } = status.state ?? {};
    if (waiting?.reason) summary.status = waiting.reason;
    else if (terminated) summary.status = ending(terminated);
    else if (status.ready && running) {
      isRunning = true;
      summary.ready++;
    }
  }
  // Some containers are done, others go on.
  if (summary.status === 'Completed' && isRunning) {
    const isReady = pod.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True');
    summary.status = isReady ? 'Running' : 'NotReady';
  }
}

function ending(terminated: NonNullable<NonNullable<ContainerStatus['state']>['terminated']>): string {
  if (terminated.reason) return terminated.reason;
  return terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`;
}

function countRestarts(status: ContainerStatus, summary: PodSummary): void {
  summary.restarts += status.restartCount;
  const at = status.lastState?.terminated?.finishedAt;
  if (at && (!summary.lastRestart || Date.parse(at) > Date.parse(summary.lastRestart))) summary.lastRestart = at;
}

function restartsText(pod: Pod, now: Date): string {
  const { restarts, lastRestart } = podSummary(pod);
  return restarts > 0 && lastRestart ? `${restarts} (${age(lastRestart, now)} ago)` : String(restarts);
}

function gatesText(pod: Pod): string {
  const gates = pod.spec?.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const isTrue = (type: string) => pod.status?.conditions?.find((c) => c.type === type)?.status === 'True';
  return `${gates.filter((gate) => isTrue(gate.conditionType)).length}/${gates.length}`;
}

const completed: Readonly<Record<string, string>> = {
  Succeeded: 'The pod has completed successfully.',
  Failed: 'The pod failed.',
};

/** That a pod is over, as its row in a Table says it. */
export function podRowConditions({ status }: Pod): object[] {
  const reason = status?.phase ?? '';
  const message = completed[reason];
  return message === undefined ? [] : [{ type: 'Completed', status: 'True', reason, message }];
}

/** The columns of pods. */
export const podColumns: readonly ColumnRow<Pod>[] = [
  nameColumn,
  {
    name: 'Ready',
    about: 'The aggregate readiness state of this pod for accepting traffic.',
    cell: (pod) => {
      const { ready, total } = podSummary(pod);
      return `${ready}/${total}`;
    },
  },
  {
    name: 'Status',
    about: 'The aggregate status of the containers in this pod.',
    cell: (pod) => podSummary(pod).status,
  },
  {
    name: 'Restarts',
    about:
      'The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.',
    cell: restartsText,
  },
  ageColumn,
  {
    name: 'IP',
    about: '.status.podIP',
    isWide: true,
    cell: (pod) => pod.status?.podIPs?.[0]?.ip || '<none>',
  },
  { name: 'Node', about: '.spec.nodeName', isWide: true, cell: (pod) => pod.spec?.nodeName || '<none>' },
  {
    name: 'Nominated Node',
    about: '.status.nominatedNodeName',
    isWide: true,
    cell: (pod) => pod.status?.nominatedNodeName || '<none>',
  },
  { name: 'Readiness Gates', about: '.spec.readinessGates', isWide: true, cell: gatesText },
];
