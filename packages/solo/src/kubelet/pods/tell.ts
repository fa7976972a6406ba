// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { ContainerStatus, Pod } from '@kubevirt-ts/kube';
import { type Problem, podLabel } from './view.ts';

type PodStatus = NonNullable<Pod['status']>;

/** Something people are told of a pod. */
export interface PodEvent extends Problem {
  type: 'Normal' | 'Warning';
}

/** What people are told when a pod's status becomes another one: that a container is held back, or why the pod ends. */
export function eventsOf(pod: Pod, old: PodStatus, wanted: PodStatus): PodEvent[] {
  const events = containers(wanted)
    .filter((status) => isHeld(status) && !isHeld(containers(old).find(({ name }) => name === status.name)))
    .map(({ name }): PodEvent => {
      const message = `Back-off restarting failed container ${name} in pod ${podLabel(pod)}`;
      return { type: 'Warning', reason: 'BackOff', message };
    });
  const { reason, message = '' } = wanted;
  if (reason === old.reason) return events;
  if (reason === 'DeadlineExceeded') events.push({ type: 'Normal', reason, message });
  if (reason === 'Evicted') events.push({ type: 'Warning', reason, message });
  return events;
}

function containers({ initContainerStatuses = [], containerStatuses = [] }: PodStatus): ContainerStatus[] {
  return [...initContainerStatuses, ...containerStatuses];
}

function isHeld(status: ContainerStatus | undefined): boolean {
  return status?.state?.waiting?.reason === 'CrashLoopBackOff';
}
