// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { resources } from '@kubevirt-ts/api';
import { type ContainerStatus, findCondition, type Pod } from '@kubevirt-ts/kube';
import type { Explanation, PodFactCondition, PodFacts } from '@kubevirt-ts/rules/virtual-machine-instance';
import { computeOutcome } from '../launcher-pod/index.ts';

const compute = 'compute';
const imageErrors: readonly string[] = ['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull'];

const allStatuses = (pod: Pod): ContainerStatus[] => [
  ...(pod.status?.initContainerStatuses ?? []),
  ...(pod.status?.containerStatuses ?? []),
];

const imageErrorOf = (pod: Pod): Explanation | undefined => {
  for (const { state } of allStatuses(pod)) {
    const { reason = '', message = '' } = state?.waiting ?? {};
    if (imageErrors.includes(reason)) return { reason, message };
  }
  return undefined;
};

const conditionOf = (pod: Pod, type: string): PodFactCondition | undefined => {
  const found = findCondition(pod.status?.conditions, type);
  return found && { status: found.status, reason: found.reason, message: found.message };
};

/** Compute may have a readiness probe that waits for the guest, so that it only has to run. */
const isHandedOver = (pod: Pod): boolean => {
  const statuses = pod.status?.containerStatuses ?? [];
  return (
    pod.status?.phase === 'Running' &&
    statuses.length === pod.spec?.containers.length &&
    statuses.every((status) => (status.name === compute ? status.state?.running !== undefined : status.ready))
  );
};

/** What the decisions about a VMI need to know of its pod. */
export const podFacts = (pod: Pod): PodFacts => {
  const { metadata, spec, status } = pod;
  const container = spec?.containers.find(({ name }) => name === compute);
  const ended = computeOutcome(pod);
  const ips = status?.podIPs?.flatMap(({ ip }) => (ip ? [ip] : [])) ?? [];
  return {
    name: metadata?.name ?? '',
    uid: metadata?.uid ?? '',
    node: spec?.nodeName,
    ended: ended !== undefined || status?.phase === 'Succeeded' || status?.phase === 'Failed',
    deleting: metadata?.deletionTimestamp !== undefined,
    graceSeconds: metadata?.deletionGracePeriodSeconds ?? spec?.terminationGracePeriodSeconds ?? 30,
    ips: ips.length > 0 ? ips : status?.podIP ? [status.podIP] : [],
    qosClass: status?.qosClass as PodFacts['qosClass'],
    image: container?.image,
    handedOver: isHandedOver(pod),
    imageError: imageErrorOf(pod),
    ready: conditionOf(pod, 'Ready'),
    scheduled: conditionOf(pod, 'PodScheduled'),
    unpaused: conditionOf(pod, 'kubevirt.io/virtual-machine-unpaused'),
    wantsKvm: container?.resources?.limits?.[resources.kvm] !== undefined,
    terminationMessage: ended?.guestShutdown ? 'guest-shutdown' : (ended?.message ?? status?.message),
  };
};
