// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepEqual, type Pod } from '@kubevirt-ts/kube';
import type { Cause, Json, Strategy } from '../../kind.ts';
import { forbiddenField, invalidValue } from '../validation/causes.ts';
import { imageSpaceCauses } from './containers.ts';
import { containersOf } from './containers-of.ts';
import { setPodDefaults } from './defaults.ts';
import { qosClass } from './qos.ts';
import { podSpecCauses } from './spec.ts';
import { podStatusCauses, podUpdateCauses } from './update.ts';
import { hostnameWarnings, podWarnings } from './warnings.ts';

function typed(object: Json): Pod {
  return object as unknown as Pod;
}

/** What is special about pods, but for what admission adds to them. @upstream pkg/registry/core/pod */
export const podStrategy: Strategy = {
  setDefaults: (object) => setPodDefaults(typed(object)),
  prepareForCreate: (object) => prepareForCreate(typed(object)),
  prepareForUpdate(object, old) {
    const [pod, before] = [typed(object), typed(old)];
    if (pod.status && !pod.status.qosClass) pod.status.qosClass = before.status?.qosClass;
  },
  validate: (object) => newPodCauses(typed(object)),
  validateUpdate: (object, old) => changedPodCauses(typed(object), typed(old)),
  // Pods change all the time, and seldom by who reads warnings.
  warnings: (object, old) => (old ? [] : newPodWarnings(typed(object))),
  graceSeconds: (object, asked) => graceSeconds(typed(object), asked),
  selectableFields: (object) => selectableFields(typed(object)),
};

function prepareForCreate(pod: Pod): void {
  pod.status = { phase: 'Pending', qosClass: qosClass(pod) };
  if (!pod.spec?.schedulingGates?.length) return;
  const message = 'Scheduling is blocked due to non-empty scheduling gates';
  const times = { lastProbeTime: null as never, lastTransitionTime: null as never };
  pod.status.conditions = [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated', message, ...times }];
}

function newPodWarnings(pod: Pod): string[] {
  return [...hostnameWarnings(pod.metadata ?? {}, "the Pod's hostname"), ...podWarnings(pod, '')];
}

function newPodCauses(pod: Pod): Cause[] {
  const causes = podCauses(pod);
  if (pod.spec?.ephemeralContainers?.length) {
    causes.push(forbiddenField('spec.ephemeralContainers', 'cannot be set on create'));
  }
  if (pod.spec?.nodeName && pod.spec.schedulingGates?.length) {
    causes.push(forbiddenField('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'));
  }
  return causes;
}

function podCauses(pod: Pod): Cause[] {
  const spec = pod.spec ?? { containers: [] };
  const causes = [...annotationCauses(pod), ...podSpecCauses('spec', spec, true)];
  for (const { container, path } of containersOf({ ...spec, ephemeralContainers: undefined })) {
    causes.push(...imageSpaceCauses(path, container));
  }
  return causes;
}

const deletionCost = 'controller.kubernetes.io/pod-deletion-cost';

function annotationCauses(pod: Pod): Cause[] {
  const cost = pod.metadata?.annotations?.[deletionCost];
  if (cost === undefined || cost === '' || /^(0|-?[1-9]\d*)$/.test(cost)) return [];
  return [invalidValue(`metadata.annotations[${deletionCost}]`, cost, 'must be a 32bit integer')];
}

function changedPodCauses(pod: Pod, old: Pod): Cause[] {
  // What only the status reports of need not be looked at again: nodes report often.
  if (isDeepEqual(pod.spec, old.spec)) return podStatusCauses(pod, old);
  return [...podCauses(pod), ...podUpdateCauses(pod, isEphemeralAdded(pod, old) ? withEphemeral(old, pod) : old)];
}

function isEphemeralAdded(pod: Pod, old: Pod): boolean {
  const before = old.spec?.ephemeralContainers ?? [];
  const now = pod.spec?.ephemeralContainers ?? [];
  return now.length > before.length && before.every((one) => now.some((other) => isDeepEqual(one, other)));
}

function withEphemeral(old: Pod, pod: Pod): Pod {
  const ephemeralContainers = pod.spec?.ephemeralContainers;
  return { ...old, spec: { ...(old.spec ?? { containers: [] }), ephemeralContainers } };
}

function graceSeconds(pod: Pod, asked: number | undefined): number {
  const { spec, status } = pod;
  if (!spec?.nodeName || status?.phase === 'Failed' || status?.phase === 'Succeeded') return 0;
  const seconds = asked ?? spec.terminationGracePeriodSeconds ?? 0;
  return seconds < 0 ? 1 : seconds;
}

function selectableFields({ spec, status }: Pod): Record<string, string> {
  return {
    'spec.nodeName': spec?.nodeName ?? '',
    'spec.restartPolicy': spec?.restartPolicy ?? '',
    'spec.schedulerName': spec?.schedulerName ?? '',
    'spec.serviceAccountName': spec?.serviceAccountName ?? '',
    'spec.hostNetwork': String(spec?.hostNetwork ?? false),
    'status.phase': status?.phase ?? '',
    'status.podIP': status?.podIPs?.[0]?.ip ?? '',
    'status.nominatedNodeName': status?.nominatedNodeName ?? '',
  };
}
