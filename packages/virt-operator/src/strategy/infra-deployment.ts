// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeVirt } from '@kubevirt-ts/api';
import type { Deployment, PodDisruptionBudget } from '@kubevirt-ts/kube';
import type { DeploymentConfig } from './deployment.ts';
import { infraPod, type Program } from './infra-pod.ts';
import { defaultPlacement, place } from './placement.ts';

/** A program of the control plane, and how often it runs. */
export interface InfraProgram {
  program: Program;
  deployment: DeploymentConfig;
  kubevirt: KubeVirt;
  replicas: number;
}

/** A Deployment that never has fewer ready pods than it should while it is rolled. */
export const infraDeployment = ({ program, deployment, kubevirt, replicas }: InfraProgram): Deployment => {
  const template = infraPod(program);
  const placement = kubevirt.spec?.infra?.nodePlacement ?? defaultPlacement;
  const spec = template.spec && place(template.spec, placement);
  if (spec && deployment.imagePullSecrets.length > 0) spec.imagePullSecrets = [...deployment.imagePullSecrets];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: program.name,
      namespace: deployment.namespace,
      labels: { 'kubevirt.io': program.name, 'app.kubernetes.io/name': program.name },
    },
    spec: {
      replicas,
      selector: { matchLabels: { 'kubevirt.io': program.name } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: { ...template, spec },
    },
  };
};

/**
 * A budget that keeps all but one pod of a Deployment; nothing where one pod is all there is.
 * @differs policy/v1beta1 only where the cluster serves no policy/v1
 */
export const disruptionBudget = (
  workload: Deployment,
  policyVersion: 'policy/v1' | 'policy/v1beta1',
): PodDisruptionBudget | undefined => {
  const replicas = workload.spec?.replicas ?? 1;
  if (replicas < 2) return undefined;
  const name = workload.metadata?.name ?? '';
  return {
    apiVersion: policyVersion,
    kind: 'PodDisruptionBudget',
    metadata: { name: `${name}-pdb`, namespace: workload.metadata?.namespace, labels: { 'kubevirt.io': name } },
    spec: { minAvailable: replicas - 1, selector: { matchLabels: { 'kubevirt.io': name } } },
  };
};
