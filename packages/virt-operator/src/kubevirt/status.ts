// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepStrictEqual } from 'node:util';
import type { KubeVirt, KubeVirtCondition, KubeVirtStatus } from '@kubevirt-ts/api';
import { type KubeObject, wireTime } from '@kubevirt-ts/kube';
import { type ConditionChanges, conditionsFor, type Outcome, phaseAfter } from '@kubevirt-ts/rules/rollout';
import type { DeploymentConfig } from '../strategy/deployment.ts';

/** What the status is made from. */
export interface StatusInput {
  kubevirt: KubeVirt;
  deployment: DeploymentConfig;
  /** Version of the running operator. */
  operatorVersion: string;
  outcome: Outcome;
  /** The managed objects whose generations are recorded once everything is ready. */
  recorded: readonly KubeObject[];
  now: Date;
}

const isSame = (a: KubeVirtCondition, b: ConditionChanges['set'][number]): boolean =>
  a.status === b.status && (a.reason ?? '') === b.reason && (a.message ?? '') === b.message;

/**
 * The conditions after a change.
 * @upstream a new condition has only a probe time, a changed one both, and one that stays is not touched
 */
const withConditions = (
  conditions: readonly KubeVirtCondition[],
  changes: ConditionChanges,
  now: Date,
): KubeVirtCondition[] => {
  const time = wireTime(now);
  const kept = conditions.filter(({ type }) => !(changes.remove as readonly string[]).includes(type));
  const changed = kept.map((condition): KubeVirtCondition => {
    const wanted = changes.set.find(({ type }) => type === condition.type);
    if (!wanted || isSame(condition, wanted)) return condition;
    return { ...wanted, lastProbeTime: time, lastTransitionTime: time };
  });
  const added = changes.set
    .filter(({ type }) => !kept.some((condition) => condition.type === type))
    .map((condition): KubeVirtCondition => ({ ...condition, lastProbeTime: time }));
  return [...changed, ...added];
};

const groups: Readonly<Record<string, string>> = {
  Deployment: 'apps',
  DaemonSet: 'apps',
  PodDisruptionBudget: 'apps',
  ValidatingWebhookConfiguration: 'admissionregistration.k8s.io',
  MutatingWebhookConfiguration: 'admissionregistration.k8s.io',
  CustomResourceDefinition: 'apiextensions.k8s.io/v1',
};

const generationsOf = (objects: readonly KubeObject[]): KubeVirtStatus['generations'] =>
  objects.flatMap(({ kind = '', metadata }) => {
    const group = groups[kind];
    if (!group || !metadata?.generation) return [];
    return [
      {
        group,
        resource: `${kind.toLowerCase()}s`,
        ...(metadata.namespace ? { namespace: metadata.namespace } : {}),
        name: metadata.name ?? '',
        lastGeneration: metadata.generation,
      },
    ];
  });

const observed = ({ kubevirt, deployment, recorded }: StatusInput): Partial<KubeVirtStatus> => ({
  observedKubeVirtRegistry: deployment.registry,
  observedKubeVirtVersion: deployment.version,
  observedDeploymentID: deployment.id,
  observedDeploymentConfig: JSON.stringify(deployment),
  observedGeneration: kubevirt.metadata?.generation,
  generations: generationsOf(recorded),
});

/** The status after a look at the KubeVirt object; what observed fields say changes only once everything is ready. */
export const statusAfter = (input: StatusInput): KubeVirtStatus => {
  const { kubevirt, deployment, operatorVersion, outcome, now } = input;
  const status: KubeVirtStatus = kubevirt.status ?? {};
  const changes = conditionsFor(outcome, status, deployment);
  const conditions = withConditions(status.conditions ?? [], changes, now);
  if (outcome.is === 'second') return { ...status, conditions };
  return {
    ...status,
    operatorVersion,
    phase: phaseAfter(status.phase, outcome),
    conditions,
    defaultArchitecture:
      kubevirt.spec?.configuration?.architectureConfiguration?.defaultArchitecture ||
      status.defaultArchitecture ||
      'amd64',
    targetKubeVirtRegistry: deployment.registry,
    targetKubeVirtVersion: deployment.version,
    targetDeploymentID: deployment.id,
    targetDeploymentConfig: JSON.stringify(deployment),
    ...(outcome.is === 'ready' && outcome.complete ? observed(input) : {}),
  };
};

/** The fields of the status that changed, as a merge patch; nothing when none did. */
export const statusPatch = (
  old: KubeVirtStatus | undefined,
  next: KubeVirtStatus,
): Record<string, unknown> | undefined => {
  const before = (old ?? {}) as Record<string, unknown>;
  const changed = Object.entries(next).filter(([key, value]) => !isDeepStrictEqual(before[key], value));
  return changed.length > 0 ? { status: Object.fromEntries(changed) } : undefined;
};
