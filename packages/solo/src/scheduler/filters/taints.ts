// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Node, Pod } from '@kubevirt-ts/kube';
import type { Filter } from '../snapshot.ts';

/** A taint of a node. */
export type Taint = NonNullable<NonNullable<Node['spec']>['taints']>[number];
/** A toleration of a pod. */
export type Toleration = NonNullable<NonNullable<Pod['spec']>['tolerations']>[number];

/** Whether a toleration is one for a taint. */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  const operator = toleration.operator ?? 'Equal';
  if (operator === 'Exists') return true;
  return operator === 'Equal' && !!toleration.key && (toleration.value ?? '') === (taint.value ?? '');
}

/** The first taint with one of these effects that nothing tolerates. */
export function untolerated(
  taints: readonly Taint[] | undefined,
  tolerations: readonly Toleration[] | undefined,
  effects: readonly string[],
): Taint | undefined {
  return taints?.find(
    (taint) => effects.includes(taint.effect) && !tolerations?.some((toleration) => tolerates(toleration, taint)),
  );
}

/** Keeps pods off nodes whose taints they do not tolerate. @upstream TaintToleration */
export const taintFilter: Filter = ({ pod }) => {
  return ({ node }) => {
    const taint = untolerated(node.spec?.taints, pod.spec?.tolerations, ['NoSchedule', 'NoExecute']);
    if (!taint) return undefined;
    return { reasons: [`node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`], isFinal: true };
  };
};

const cordoned: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

/** Keeps pods off cordoned nodes. @upstream NodeUnschedulable */
export const cordonFilter: Filter = ({ pod }) => {
  if (!untolerated([cordoned], pod.spec?.tolerations, ['NoSchedule'])) return undefined;
  return ({ node }) =>
    node.spec?.unschedulable ? { reasons: ['node(s) were unschedulable'], isFinal: true } : undefined;
};
