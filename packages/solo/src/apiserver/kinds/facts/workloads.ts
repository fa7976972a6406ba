// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { PackageFacts } from './package-facts.ts';

/** Types of apps/v1. */
export const appsFacts: PackageFacts = {
  ControllerRevision: { data: 'written' },
  DaemonSet: { spec: 'written', status: 'written' },
  DaemonSetCondition: { lastTransitionTime: 'written' },
  DaemonSetSpec: { revisionHistoryLimit: 'pointer', selector: 'null', updateStrategy: 'written' },
  DaemonSetStatus: { collisionCount: 'pointer', conditions: 'merge(type) map(type)' },
  DaemonSetUpdateStrategy: { type: 'enum(OnDelete,RollingUpdate)' },
  Deployment: { spec: 'written', status: 'written' },
  DeploymentCondition: { lastTransitionTime: 'written', lastUpdateTime: 'written' },
  DeploymentSpec: {
    progressDeadlineSeconds: 'pointer',
    replicas: 'pointer',
    revisionHistoryLimit: 'pointer',
    selector: 'null',
    strategy: 'retainKeys written',
  },
  DeploymentStatus: {
    collisionCount: 'pointer',
    conditions: 'merge(type) map(type)',
    terminatingReplicas: 'pointer',
  },
  DeploymentStrategy: { type: 'enum(Recreate,RollingUpdate)' },
  ReplicaSet: { spec: 'written', status: 'written' },
  ReplicaSetCondition: { lastTransitionTime: 'written' },
  ReplicaSetSpec: { replicas: 'pointer', selector: 'null', template: 'written' },
  ReplicaSetStatus: { conditions: 'merge(type) map(type)', terminatingReplicas: 'pointer' },
  RollingUpdateDaemonSet: {},
  RollingUpdateDeployment: {},
};

/** Types of batch/v1. */
export const batchFacts: PackageFacts = {
  Job: { spec: 'written', status: 'written' },
  JobCondition: { lastProbeTime: 'written', lastTransitionTime: 'written' },
  JobSpec: {
    activeDeadlineSeconds: 'pointer',
    backoffLimit: 'pointer',
    backoffLimitPerIndex: 'pointer',
    completionMode: 'enum(Indexed,NonIndexed) pointer',
    completions: 'pointer',
    managedBy: 'pointer',
    manualSelector: 'pointer',
    maxFailedIndexes: 'pointer',
    parallelism: 'pointer',
    podReplacementPolicy: 'enum(Failed,TerminatingOrFailed) pointer',
    suspend: 'pointer',
    ttlSecondsAfterFinished: 'pointer',
  },
  JobStatus: { conditions: 'merge(type) atomic', failedIndexes: 'pointer', ready: 'pointer', terminating: 'pointer' },
  PodFailurePolicy: { rules: 'atomic' },
  PodFailurePolicyOnExitCodesRequirement: { containerName: 'pointer', operator: 'enum(In,NotIn)', values: 'set' },
  PodFailurePolicyOnPodConditionsPattern: { status: 'written' },
  PodFailurePolicyRule: { action: 'enum(Count,FailIndex,FailJob,Ignore)', onPodConditions: 'atomic' },
  SuccessPolicy: { rules: 'atomic' },
  SuccessPolicyRule: { succeededCount: 'pointer', succeededIndexes: 'pointer' },
  UncountedTerminatedPods: { failed: 'set', succeeded: 'set' },
};

/** Types of policy/v1. */
export const policyFacts: PackageFacts = {
  Eviction: {},
  PodDisruptionBudget: { spec: 'written', status: 'written' },
  PodDisruptionBudgetSpec: {
    selector: 'replace',
    unhealthyPodEvictionPolicy: 'enum(AlwaysAllow,IfHealthyBudget) pointer',
  },
  PodDisruptionBudgetStatus: {
    conditions: 'merge(type) map(type)',
    currentHealthy: 'written',
    desiredHealthy: 'written',
    disruptionsAllowed: 'written',
    expectedPods: 'written',
  },
};

/** Types of autoscaling/v1: the scale subresource. */
export const autoscalingFacts: PackageFacts = {
  Scale: { spec: 'written', status: 'written' },
  ScaleSpec: { replicas: 'default(0)' },
  ScaleStatus: {},
};
