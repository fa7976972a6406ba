// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Container, isDeepEqual, type Pod, type PodSpec } from '@kubevirt-ts/kube';
import type { Cause } from '../../kind.ts';
import { forbiddenField, invalidValue, required } from '../validation/causes.ts';
import { immutable } from '../validation/metadata.ts';
import { rangeSentence } from '../validation/names.ts';
import { isSidecar } from './containers-of.ts';

const maxInt32 = 2 ** 31 - 1;
const changeable = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',');

/** Why a change of a pod's specification is refused, if it is. @upstream ValidatePodUpdate */
export function podUpdateCauses(pod: Pod, old: Pod): Cause[] {
  const [spec, before] = [pod.spec ?? { containers: [] }, old.spec ?? { containers: [] }];
  if (isDeepEqual(spec, before)) return [];
  for (const list of ['containers', 'initContainers'] as const) {
    if ((spec[list] ?? []).length !== (before[list] ?? []).length) {
      return [forbiddenField(`spec.${list}`, 'pod updates may not add or remove containers')];
    }
  }
  const causes = [
    ...imageCauses('spec.containers', spec.containers),
    ...imageCauses('spec.initContainers', spec.initContainers),
    ...deadlineCauses(spec.activeDeadlineSeconds, before.activeDeadlineSeconds),
    ...tolerationCauses(spec, before),
    ...schedulingGateCauses(spec, before),
  ];
  const rest = withChangeable(spec, before);
  if (!isDeepEqual(rest, before)) {
    const sentence = `pod updates may not change fields other than ${changeable}\n${differences(rest, before)}`;
    causes.push(forbiddenField('spec', sentence));
  }
  return causes;
}

function imageCauses(path: string, containers: readonly Container[] | undefined): Cause[] {
  return (containers ?? []).flatMap(({ image }, i) => (image ? [] : [required(`${path}[${i}].image`)]));
}

function deadlineCauses(deadline: number | undefined, before: number | undefined): Cause[] {
  const field = 'spec.activeDeadlineSeconds';
  if (deadline === undefined) {
    const sentence = 'must not update from a positive integer to nil value';
    return before === undefined ? [] : [invalidValue(field, undefined, sentence)];
  }
  if (deadline < 0 || deadline > maxInt32) return [invalidValue(field, deadline, rangeSentence(0, maxInt32))];
  if (before === undefined || deadline <= before) return [];
  return [invalidValue(field, deadline, 'must be less than or equal to previous value')];
}

function tolerationCauses(spec: PodSpec, before: PodSpec): Cause[] {
  const isKept = (before.tolerations ?? []).every((one) =>
    spec.tolerations?.some((other) =>
      isDeepEqual({ ...one, tolerationSeconds: undefined }, { ...other, tolerationSeconds: undefined }),
    ),
  );
  if (isKept) return [];
  return [forbiddenField('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds')];
}

function schedulingGateCauses(spec: PodSpec, before: PodSpec): Cause[] {
  return (spec.schedulingGates ?? []).flatMap(({ name }, i) => {
    if (before.schedulingGates?.some((gate) => gate.name === name)) return [];
    const sentence = `only deletion is allowed, but found new scheduling gate '${name}'`;
    return [forbiddenField(`spec.schedulingGates[${i}].name`, sentence)];
  });
}

// The specification with what may change as it was before.
function withChangeable(spec: PodSpec, before: PodSpec): PodSpec {
  const rest = structuredClone(spec);
  for (const list of ['containers', 'initContainers'] as const) {
    for (const [i, container] of (rest[list] ?? []).entries()) container.image = before[list]?.[i]?.image;
  }
  const isGated = (before.schedulingGates ?? []).length > 0;
  const free: (keyof PodSpec)[] = ['activeDeadlineSeconds', 'schedulingGates', 'tolerations'];
  if (isGated) free.push('nodeSelector');
  if ((before.terminationGracePeriodSeconds ?? 0) < 0 && spec.terminationGracePeriodSeconds === 1) {
    free.push('terminationGracePeriodSeconds');
  }
  for (const name of free) Object.assign(rest, { [name]: before[name] });
  if (isGated && (rest.affinity || before.affinity)) {
    rest.affinity = { ...rest.affinity, nodeAffinity: before.affinity?.nodeAffinity };
    if (!before.affinity && !rest.affinity.podAffinity && !rest.affinity.podAntiAffinity) delete rest.affinity;
  }
  return rest;
}

/** @differs Kubernetes prints Go structs here */
function differences(spec: PodSpec, before: PodSpec): string {
  const names = Object.keys({ ...before, ...spec }) as (keyof PodSpec)[];
  const changed = names.filter((name) => !isDeepEqual(spec[name], before[name]));
  return changed
    .map((name) => `-\t${name}: ${JSON.stringify(before[name])}\n+\t${name}: ${JSON.stringify(spec[name])}`)
    .join('\n');
}

type Statuses = NonNullable<NonNullable<Pod['status']>['containerStatuses']>;

/** Why a change of a pod's status is refused, if it is. */
export function podStatusCauses(pod: Pod, old: Pod): Cause[] {
  const { spec } = old;
  const policy = spec?.restartPolicy ?? 'Always';
  const sidecars = new Set((spec?.initContainers ?? []).filter(isSidecar).map(({ name }) => name));
  return [
    ...immutable('status.qosClass', pod.status?.qosClass, old.status?.qosClass),
    ...transitionCauses('containerStatuses', pod, { old, policy, sidecars: new Set() }),
    ...transitionCauses('initContainerStatuses', pod, { old, policy, sidecars }),
    ...transitionCauses('ephemeralContainerStatuses', pod, { old, policy: 'Never', sidecars: new Set() }),
  ];
}

// What is over stays over, unless it is to be started again.
function transitionCauses(
  list: 'containerStatuses' | 'initContainerStatuses' | 'ephemeralContainerStatuses',
  pod: Pod,
  { old, policy, sidecars }: { old: Pod; policy: string; sidecars: ReadonlySet<string> },
): Cause[] {
  if (policy === 'Always') return [];
  const now: Statuses = pod.status?.[list] ?? [];
  return (old.status?.[list] ?? []).flatMap(({ name, state }, i) => {
    if (!state?.terminated || sidecars.has(name)) return [];
    if (state.terminated.exitCode !== 0 && policy === 'OnFailure') return [];
    if (!now.some((status) => status.name === name && !status.state?.terminated)) return [];
    return [forbiddenField(`status.${list}[${i}].state`, 'may not be transitioned to non-terminated state')];
  });
}
