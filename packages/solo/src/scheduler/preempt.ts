// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Pod, PodDisruptionBudget } from '@kubevirt-ts/kube';
import { selects } from '../controllers/label-selector.ts';
import { createdMs, isTerminating } from '../controllers/pods/state.ts';
import { refusalOn } from './feasible.ts';
import { unavailable } from './message.ts';
import type { NodeInfo, PodInfo } from './node-info.ts';
import type { Refusal, Snapshot } from './snapshot.ts';

/** The pods to be driven out of a node so that a more important one fits, or why there is no such node. */
export type Preemption = { node: string; victims: Pod[] } | { message: string };

interface Candidate {
  node: string;
  victims: PodInfo[];
  violations: number;
}

/** Looks for the node where making room for a pod hurts least. */
export function preempt(
  info: PodInfo,
  snapshot: Snapshot,
  refusals: ReadonlyMap<string, Refusal>,
  budgets: readonly PodDisruptionBudget[],
): Preemption {
  const ineligible = ineligibility(info, snapshot);
  if (ineligible) return { message: `preemption: ${ineligible}` };
  const outcomes = snapshot.nodes.map((node) => {
    const refusal = refusals.get(node.name);
    if (!refusal || refusal.isFinal) return { reasons: ['Preemption is not helpful for scheduling'], isFinal: true };
    return victimsOn(info, node, snapshot, budgets);
  });
  const candidates = outcomes.filter((outcome) => 'victims' in outcome);
  const chosen = candidates.sort(byHarm)[0];
  if (chosen) return { node: chosen.node, victims: chosen.victims.map(({ pod }) => pod) };
  const failures = outcomes.filter((outcome) => 'reasons' in outcome);
  return { message: `preemption: ${unavailable(snapshot.nodes.length, failures)}` };
}

function ineligibility({ pod, priority }: PodInfo, snapshot: Snapshot): string | undefined {
  if (pod.spec?.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  const promised = snapshot.nodes.find(({ name }) => name === pod.status?.nominatedNodeName);
  const isOneLeaving = promised?.pods.some((other) => other.priority < priority && isTerminating(other.pod));
  return isOneLeaving ? 'not eligible due to a terminating pod on the nominated node.' : undefined;
}

function victimsOn(
  info: PodInfo,
  node: NodeInfo,
  snapshot: Snapshot,
  budgets: readonly PodDisruptionBudget[],
): Candidate | Refusal {
  const lesser = node.pods.filter(({ priority }) => priority < info.priority);
  if (lesser.length === 0) return { reasons: ['No preemption victims found for incoming pod'], isFinal: true };
  const gone = new Set(lesser.map(({ pod }) => pod.metadata?.uid ?? ''));
  const refusal = refusalOn(info, node.with([], gone), snapshot);
  if (refusal) return refusal;
  // The important ones are let stay first, and before them those whose budgets forbid to disturb them.
  const { violating, others } = byBudget([...lesser].sort(byImportance), budgets);
  const victims: PodInfo[] = [];
  let violations = 0;
  for (const other of [...violating, ...others]) {
    const uid = other.pod.metadata?.uid ?? '';
    gone.delete(uid);
    if (!refusalOn(info, node.with([], gone), snapshot)) continue;
    gone.add(uid);
    victims.push(other);
    if (violating.includes(other)) violations += 1;
  }
  return { node: node.name, victims: victims.sort(byImportance), violations };
}

function byImportance(a: PodInfo, b: PodInfo): number {
  return b.priority - a.priority || startedMs(a) - startedMs(b);
}

function startedMs({ pod }: PodInfo): number {
  return Date.parse(pod.status?.startTime ?? '') || createdMs(pod);
}

function byBudget(
  pods: readonly PodInfo[],
  budgets: readonly PodDisruptionBudget[],
): { violating: PodInfo[]; others: PodInfo[] } {
  const left = new Map(budgets.map((budget) => [budget, budget.status?.disruptionsAllowed ?? 0]));
  const violating = pods.filter(({ pod }) => {
    let isViolating = false;
    for (const [budget, allowed] of left) {
      const isMeant =
        budget.metadata?.namespace === pod.metadata?.namespace &&
        selects(budget.spec?.selector, pod.metadata?.labels) &&
        budget.status?.disruptedPods?.[pod.metadata?.name ?? ''] === undefined;
      if (!isMeant) continue;
      left.set(budget, allowed - 1);
      if (allowed <= 0) isViolating = true;
    }
    return isViolating;
  });
  return { violating, others: pods.filter((info) => !violating.includes(info)) };
}

/** Fewest broken budgets, least important victims, fewest of them, those that started last. */
function byHarm(a: Candidate, b: Candidate): number {
  const highest = ({ victims }: Candidate) => victims[0]?.priority ?? Number.NEGATIVE_INFINITY;
  const sum = ({ victims }: Candidate) => victims.reduce((total, { priority }) => total + priority + 2 ** 31, 0);
  const started = ({ victims }: Candidate) =>
    Math.min(...victims.filter(({ priority }) => priority === victims[0]?.priority).map(startedMs));
  return (
    a.violations - b.violations ||
    compare(highest(a), highest(b)) ||
    sum(a) - sum(b) ||
    a.victims.length - b.victims.length ||
    compare(started(b), started(a))
  );
}

const compare = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1);
