// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  annotations,
  eventReasons,
  finalizers,
  labels,
  type VirtualMachineInstance,
  type VirtualMachineInstanceStatus,
  vmiConditionReasons,
  vmiConditions,
  vmiPhases,
} from '@kubevirt-ts/api';
import { findCondition, removeCondition, setCondition } from '@kubevirt-ts/kube';
import {
  type ClaimFacts,
  type ConditionFacts,
  type Explanation,
  enteredAt,
  everRan,
  gateCondition,
  handoverStatus,
  isFinal,
  isHandedOver,
  isOutdated,
  mayBeKilled,
  missingClaim,
  type NodeKvmFacts,
  nextPhase,
  type PodFacts,
  podScheduledCondition,
  readyCondition,
  withClaims,
  withPhase,
} from '@kubevirt-ts/rules/virtual-machine-instance';

/** Everything a decision about a VMI is made from. */
export interface Known {
  vmi: VirtualMachineInstance;
  /** The VMI's pod; absent only when it is certain that there is none. */
  pod?: PodFacts;
  /** The pod as last seen, when it is gone. */
  lastPod?: PodFacts;
  /** For how long the pod of a handed-over VMI has been known to have ended, or to be gone. */
  endedForMs: number;
  claim: (name: string) => ClaimFacts | undefined;
  nodes: readonly NodeKvmFacts[];
  /** The VMI's node is gone or does not report. */
  nodeUnresponsive: boolean;
  /** The image that pods of VMIs have now. */
  launcherImage: string;
  /** Why the pod could not be made just now. */
  failure?: Explanation;
  now: Date;
}

/** Something to tell people. */
interface Notice {
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
}

/** What to do about a VMI. */
export interface Decision {
  /** The VMI as it should be. */
  vmi: VirtualMachineInstance;
  createPod: boolean;
  deletePod?: { pod: PodFacts; graceSeconds?: number };
  /** What the pod's readiness gate should say, when it says something else. */
  gate?: ConditionFacts;
  notices: Notice[];
  /** When to look again though nothing changed. */
  afterMs?: number;
}

type Status = VirtualMachineInstanceStatus;

const defaultGraceSeconds = 30;
/** What the pod has beyond the guest's grace period. */
const podGraceSeconds = 30;
/** How long the pod of an ended VMI may take to end by itself. */
const deadPodMs = 5_000;
/** The agent knows more than the pod's last words and has the first one. */
const agentFirstMs = 5_000;

/** How long the node's agent, if it is there, may still take to say how a VMI ended whose pod has ended. */
const agentsTurnMs = (known: Known): number => {
  const hasEnded = isHandedOver(known.vmi.status?.phase) && (!known.pod || known.pod.ended);
  return hasEnded && !known.nodeUnresponsive ? Math.max(0, agentFirstMs - known.endedForMs) : 0;
};

const advance = (known: Known): { status: Status; notices: Notice[] } => {
  const { vmi, pod, lastPod, nodeUnresponsive, now } = known;
  if (agentsTurnMs(known) > 0) return { status: vmi.status ?? {}, notices: [] };
  const deleting = vmi.metadata?.deletionTimestamp !== undefined;
  const notices: Notice[] = [];
  let status: Status = vmi.status ?? {};
  for (;;) {
    const { phase } = status;
    const killed = mayBeKilled(vmi);
    const step = nextPhase({ phase, deleting, mayBeKilled: killed, pod, lastPod, nodeUnresponsive });
    if (!step) return { status, notices };
    status = withPhase(status, step.phase, now);
    if (step.reason) status = { ...status, reason: step.reason };
    if (step.phase === vmiPhases.scheduled && pod) status = { ...status, ...handoverStatus(vmi, pod) };
    if (isHandedOver(phase)) notices.push(endOf(step.phase));
  }
};

const endOf = (phase: string): Notice =>
  phase === vmiPhases.succeeded
    ? { type: 'Normal', reason: eventReasons.stopped, message: 'The VirtualMachineInstance was shut down.' }
    : { type: 'Warning', reason: eventReasons.stopped, message: 'The VirtualMachineInstance crashed.' };

const isBeforeHandover = (phase: string | undefined): boolean => !isFinal(phase) && !isHandedOver(phase);

/** @upstream the reason has blanks and a full stop there too */
const syncFailed = 'Synchronizing with the Domain failed.';
const messageLength = 1000;

/** Reasons for which this program, not the node's agent, says that a VMI is out of step. */
const ownReasons: readonly string[] = [
  vmiConditionReasons.failedCreate,
  vmiConditionReasons.failedPvcNotFound,
  vmiConditionReasons.errImagePull,
  vmiConditionReasons.imagePullBackOff,
  'InvalidImageName',
  'ErrImageNeverPull',
];

/** Why a VMI failed whose guest never ran, when its pod says it. */
const neverStarted = ({ vmi, pod, lastPod }: Known, status: Status): Explanation | undefined => {
  const message = (pod ?? lastPod)?.terminationMessage;
  if (status.phase !== vmiPhases.failed || vmi.metadata?.deletionTimestamp || everRan({ ...vmi, status }))
    return undefined;
  if (!message) return undefined;
  return { reason: syncFailed, message: message.slice(0, messageLength) };
};

const outOfStep = (known: Known, status: Status): Explanation | undefined => {
  if (!isBeforeHandover(status.phase)) return neverStarted(known, status);
  if (known.failure) return known.failure;
  if (known.pod) return known.pod.imageError;
  return missingClaim(known.vmi, (name) => known.claim(name) !== undefined);
};

const conditionsOf = (known: Known, status: Status): Status['conditions'] => {
  const { pod, vmi, now } = known;
  let conditions = status.conditions;
  const put = (condition: ConditionFacts) => {
    conditions = setCondition(conditions, condition, now);
  };
  const ready = readyCondition({ ...vmi, status }, pod);
  if (!isFinal(status.phase) || findCondition(conditions, vmiConditions.ready)?.status === 'True') put(ready);

  const scheduled = isFinal(status.phase) ? undefined : podScheduledCondition(pod, known.nodes);
  if (scheduled) put(scheduled);
  else conditions = removeCondition(conditions, vmiConditions.podScheduled);

  const trouble = outOfStep(known, status);
  const before = findCondition(conditions, vmiConditions.synchronized);
  if (trouble) put({ type: vmiConditions.synchronized, status: 'False', ...trouble });
  else if (before?.reason && ownReasons.includes(before.reason)) {
    conditions = removeCondition(conditions, vmiConditions.synchronized);
  }
  return conditions;
};

/** The time the pod should get to end, when that is not what it has: the VMI's may have been changed since it was made. */
const otherGraceSeconds = (vmi: VirtualMachineInstance, pod: PodFacts): number | undefined => {
  const guestSeconds = vmi.spec.terminationGracePeriodSeconds ?? defaultGraceSeconds;
  const wanted = guestSeconds > 1 ? guestSeconds + podGraceSeconds : 1;
  const isOther = pod.deleting ? wanted < pod.graceSeconds : wanted !== pod.graceSeconds;
  return isOther ? wanted : undefined;
};

const podToDelete = (known: Known, status: Status): Pick<Decision, 'deletePod' | 'afterMs'> => {
  const { vmi, pod, now } = known;
  if (!pod) return {};
  if (vmi.metadata?.deletionTimestamp) {
    const graceSeconds = otherGraceSeconds(vmi, pod);
    return pod.deleting && graceSeconds === undefined ? {} : { deletePod: { pod, graceSeconds } };
  }
  if (!isFinal(status.phase) || pod.ended || pod.deleting) return {};
  if (vmi.metadata?.annotations?.[annotations.keepLauncherAliveAfterFailure] === 'true') return {};
  const endedAt = enteredAt({ ...vmi, status }, status.phase ?? '') ?? now;
  const leftMs = endedAt.getTime() + deadPodMs - now.getTime();
  return leftMs > 0 ? { afterMs: leftMs } : { deletePod: { pod } };
};

const labelsOf = ({ vmi, launcherImage }: Known, status: Status): Record<string, string> | undefined => {
  if (!isHandedOver(status.phase) || !status.nodeName) return vmi.metadata?.labels;
  const result: Record<string, string> = { ...vmi.metadata?.labels, [labels.nodeName]: status.nodeName };
  if (isOutdated({ ...vmi, status }, launcherImage)) result[labels.outdatedLauncherImage] = '';
  else delete result[labels.outdatedLauncherImage];
  return result;
};

const metadataOf = (known: Known, status: Status): VirtualMachineInstance['metadata'] => {
  const { metadata } = known.vmi;
  if (metadata?.deletionTimestamp && isFinal(status.phase) && !known.pod) {
    return { ...metadata, finalizers: metadata.finalizers?.filter((name) => name !== finalizers.vmi) };
  }
  return { ...metadata, labels: labelsOf(known, status) };
};

const gateOf = (vmi: VirtualMachineInstance, pod: PodFacts | undefined): ConditionFacts | undefined => {
  if (!pod || pod.ended || pod.deleting) return undefined;
  const gate = gateCondition(vmi);
  return gate && gate.status !== pod.unpaused?.status ? gate : undefined;
};

/** What a VMI should look like given its pod, and what to do to the pod given the VMI. */
export const decide = (known: Known): Decision => {
  const { status: advanced, notices } = advance(known);
  const status: Status = {
    ...advanced,
    phase: advanced.phase || vmiPhases.pending,
    conditions: conditionsOf(known, advanced),
    volumeStatus: withClaims({ ...known.vmi, status: advanced }, known.claim),
  };
  const vmi = { ...known.vmi, metadata: metadataOf(known, status), status };
  const trouble = findCondition(status.conditions, vmiConditions.synchronized);
  const isNew = trouble !== findCondition(known.vmi.status?.conditions, vmiConditions.synchronized);
  if (trouble?.reason === vmiConditionReasons.failedPvcNotFound && isNew) {
    notices.push({ type: 'Warning', reason: trouble.reason, message: trouble.message ?? '' });
  }
  const wantsPod = status.phase === vmiPhases.pending && !known.pod && !known.vmi.metadata?.deletionTimestamp;
  const waitMs = agentsTurnMs(known);
  return {
    vmi,
    createPod: wantsPod && !known.failure && trouble?.reason !== vmiConditionReasons.failedPvcNotFound,
    afterMs: waitMs > 0 ? waitMs : undefined,
    ...podToDelete(known, status),
    gate: gateOf(vmi, known.pod),
    notices,
  };
};
