// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Job, keyOf, type Pod } from '@kubevirt-ts/kube';

type Rule = NonNullable<NonNullable<NonNullable<Job['spec']>['podFailurePolicy']>['rules']>[number];

/** What a Job's policy makes of a failed pod: the Job fails for a reason, the failure does not count, or it counts. */
export type Verdict = { fail: string } | { ignore: true } | undefined;

/** The first rule of a Job's policy that a failed pod meets. */
export function judge(job: Job, pod: Pod): Verdict {
  for (const [at, rule] of (job.spec?.podFailurePolicy?.rules ?? []).entries()) {
    const found = matching(rule, pod);
    if (!found) continue;
    if (rule.action === 'Ignore') return { ignore: true };
    if (rule.action === 'FailJob') return { fail: `${found} matching FailJob rule at index ${at}` };
    return undefined;
  }
  return undefined;
}

function matching(rule: Rule, pod: Pod): string | undefined {
  const { onExitCodes, onPodConditions } = rule;
  if (onExitCodes) {
    const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
    for (const { name, state } of statuses) {
      const exitCode = state?.terminated?.exitCode;
      if (exitCode === undefined || exitCode === 0) continue;
      if (onExitCodes.containerName && onExitCodes.containerName !== name) continue;
      const isListed = onExitCodes.values.includes(exitCode);
      if (isListed === (onExitCodes.operator === 'In')) {
        return `Container ${name} for pod ${keyOf(pod)} failed with exit code ${exitCode}`;
      }
    }
  }
  for (const { type, status = 'True' } of onPodConditions ?? []) {
    if (pod.status?.conditions?.some((condition) => condition.type === type && condition.status === status)) {
      return `Pod ${keyOf(pod)} has condition ${type}`;
    }
  }
  return undefined;
}
