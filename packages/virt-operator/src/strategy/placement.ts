// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { ComponentConfig } from '@kubevirt-ts/api';
import type { PodSpec } from '@kubevirt-ts/kube';

type Placement = NonNullable<ComponentConfig['nodePlacement']>;
type Affinity = NonNullable<PodSpec['affinity']>;

const controlPlane = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'] as const;

/**
 * Where the infrastructure goes when nobody says: to the control plane if there is one it may use, else anywhere.
 * @differs preferred instead of required, because hosted and small clusters have no labelled control-plane nodes
 */
export const defaultPlacement: Placement = {
  affinity: {
    nodeAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: controlPlane.map((key) => ({
        weight: 100,
        preference: { matchExpressions: [{ key, operator: 'Exists' }] },
      })),
    },
  },
  tolerations: controlPlane.map((key) => ({ key, operator: 'Exists', effect: 'NoSchedule' })),
};

const mergeAffinity = (own: Affinity = {}, wanted: Affinity = {}): Affinity => {
  const list = <T>(a: readonly T[] | undefined, b: readonly T[] | undefined): T[] | undefined =>
    a || b ? [...(a ?? []), ...(b ?? [])] : undefined;
  const pods = (kind: 'podAffinity' | 'podAntiAffinity') =>
    own[kind] || wanted[kind]
      ? {
          [kind]: {
            requiredDuringSchedulingIgnoredDuringExecution: list(
              own[kind]?.requiredDuringSchedulingIgnoredDuringExecution,
              wanted[kind]?.requiredDuringSchedulingIgnoredDuringExecution,
            ),
            preferredDuringSchedulingIgnoredDuringExecution: list(
              own[kind]?.preferredDuringSchedulingIgnoredDuringExecution,
              wanted[kind]?.preferredDuringSchedulingIgnoredDuringExecution,
            ),
          },
        }
      : {};
  const terms = list(
    own.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms,
    wanted.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms,
  );
  const preferred = list(
    own.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution,
    wanted.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution,
  );
  return {
    ...(terms || preferred
      ? {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: terms && { nodeSelectorTerms: terms },
            preferredDuringSchedulingIgnoredDuringExecution: preferred,
          },
        }
      : {}),
    ...pods('podAffinity'),
    ...pods('podAntiAffinity'),
  };
};

/**
 * Puts a placement into a pod.
 * @upstream the pod's own node selector wins, affinity terms and tolerations add up, and the node is a Linux one unless said otherwise
 */
export const place = (spec: PodSpec, placement: Placement | undefined): PodSpec => ({
  ...spec,
  nodeSelector: { 'kubernetes.io/os': 'linux', ...placement?.nodeSelector, ...spec.nodeSelector },
  affinity: mergeAffinity(spec.affinity, placement?.affinity as Affinity | undefined),
  tolerations: [
    ...(spec.tolerations ?? []),
    ...((placement?.tolerations ?? []) as NonNullable<PodSpec['tolerations']>),
  ],
});
