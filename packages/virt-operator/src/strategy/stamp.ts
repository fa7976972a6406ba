// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { annotations, type KubeVirt, labels, labelValues } from '@kubevirt-ts/api';
import type { KubeObject, PodTemplateSpec } from '@kubevirt-ts/kube';
import type { DeploymentConfig } from './deployment.ts';

/** Finds every object the operator manages. */
export const managedSelector = `${labels.managedBy} in (${labelValues.operator}, ${labelValues.operatorOld})`;

const strategyLabels = (deployment: DeploymentConfig): Record<string, string> => ({
  [labels.managedBy]: labelValues.operator,
  [labels.component]: deployment.productComponent,
  [labels.version]: (deployment.productVersion ?? deployment.version).slice(0, 63),
  ...(deployment.productName ? { [labels.partOf]: deployment.productName } : {}),
});

const strategyAnnotations = (deployment: DeploymentConfig): Record<string, string> => ({
  [annotations.installStrategyVersion]: deployment.version,
  [annotations.installStrategyRegistry]: deployment.registry,
  [annotations.installStrategyIdentifier]: deployment.id,
});

/** Marks an object as managed by the operator and made for a deployment. */
export const stamp = <T extends KubeObject>(object: T, deployment: DeploymentConfig): T => ({
  ...object,
  metadata: {
    ...object.metadata,
    labels: { ...object.metadata?.labels, ...strategyLabels(deployment) },
    annotations: { ...object.metadata?.annotations, ...strategyAnnotations(deployment) },
  },
});

/**
 * Marks a workload and its pods.
 * @differs only workloads carry the KubeVirt object's generation; on every object it would rewrite all of them at every edit
 */
export const stampWorkload = <T extends KubeObject & { spec?: { template: PodTemplateSpec } }>(
  workload: T,
  deployment: DeploymentConfig,
  kubevirt: KubeVirt,
): T => {
  const stamped = stamp(workload, deployment);
  const generation = { [annotations.generation]: String(kubevirt.metadata?.generation ?? 1) };
  return {
    ...stamped,
    metadata: { ...stamped.metadata, annotations: { ...stamped.metadata?.annotations, ...generation } },
    spec: workload.spec && { ...workload.spec, template: stamp(workload.spec.template, deployment) },
  };
};

/** Whether an object or a pod was made for a deployment. */
export const isStampedFor = (object: KubeObject, deployment: DeploymentConfig): boolean => {
  const carried = object.metadata?.annotations ?? {};
  return Object.entries(strategyAnnotations(deployment)).every(([key, value]) => carried[key] === value);
};
