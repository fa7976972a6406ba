// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeVirtStatus } from '@kubevirt-ts/api';

/** A condition of the KubeVirt object before it gets its times. */
export interface ConditionFacts {
  type: 'Created' | 'Available' | 'Progressing' | 'Degraded' | 'Synchronized';
  status: 'True' | 'False';
  reason: string;
  message: string;
}

/** The conditions to set and the types to take away. */
export interface ConditionChanges {
  set: readonly ConditionFacts[];
  remove: readonly ConditionFacts['type'][];
}

/** How a look at the KubeVirt object ended. */
export type Outcome =
  | { is: 'second' }
  | { is: 'waiting'; created: boolean }
  /** Everything wanted runs and does its work; `complete` when no step is open, not even a pod that is being replaced. */
  | { is: 'ready'; complete: boolean }
  /** Everything wanted runs and does its work, and something of it is being changed. */
  | { is: 'adjusting' }
  | { is: 'failed'; error: string }
  /** What is asked for cannot be done; what runs goes on running. */
  | { is: 'refused'; because: string }
  | { is: 'deleting' }
  | { is: 'deletion-failed'; error: string };

/** The version and registry a rollout goes to, and the identifier of everything in it that reaches a pod. */
export interface Target {
  version: string;
  registry: string;
  id: string;
}

const three = (
  [available, progressing, degraded]: readonly ('True' | 'False')[],
  reason: string,
  message: string,
): readonly ConditionFacts[] => [
  { type: 'Available', status: available ?? 'False', reason, message },
  { type: 'Progressing', status: progressing ?? 'False', reason, message },
  { type: 'Degraded', status: degraded ?? 'False', reason, message },
];

const created: ConditionFacts = {
  type: 'Created',
  status: 'True',
  reason: 'AllResourcesCreated',
  message: 'All resources were created.',
};

/** The longest sentence about an error that is put into a condition; an API server's answer can quote a whole object. */
export const longestErrorCharacters = 1024;

const bounded = (text: string): string =>
  text.length > longestErrorCharacters ? `${text.slice(0, longestErrorCharacters - 1)}…` : text;

const deploying = ({ version, registry }: Target): string => `Deploying version ${version} with registry ${registry}`;

/** The conditions that tell an outcome, in KubeVirt's words. */
export const conditionsFor = (
  outcome: Outcome,
  status: KubeVirtStatus | undefined,
  target: Target,
): ConditionChanges => {
  switch (outcome.is) {
    case 'second':
      return {
        set: [
          {
            type: 'Synchronized',
            status: 'False',
            reason: 'ExistingDeployment',
            message: 'There is an active KubeVirt deployment',
          },
        ],
        remove: [],
      };
    case 'waiting': {
      const updating = Boolean(status?.observedDeploymentID) && status?.observedDeploymentID !== target.id;
      if (updating) {
        const message = `Transitioning from previous version ${status?.observedKubeVirtVersion ?? ''} with registry ${status?.observedKubeVirtRegistry ?? ''} to target version ${target.version} using registry ${target.registry}`;
        return {
          set: three(['True', 'True', 'True'], 'UpdateInProgress', message),
          remove: ['Created', 'Synchronized'],
        };
      }
      return {
        set: [
          ...three(['False', 'True', 'False'], 'DeploymentInProgress', deploying(target)),
          ...(outcome.created ? [created] : []),
        ],
        remove: ['Synchronized'],
      };
    }
    case 'ready':
      return {
        set: [...three(['True', 'False', 'False'], 'AllComponentsReady', 'All components are ready.'), created],
        remove: ['Synchronized'],
      };
    case 'adjusting': {
      const progressing: ConditionFacts = {
        type: 'Progressing',
        status: 'True',
        reason: 'DeploymentInProgress',
        message: deploying(target),
      };
      const set = three(['True', 'False', 'False'], 'AllComponentsReady', 'All components are ready.');
      return {
        set: set.map((condition) => (condition.type === 'Progressing' ? progressing : condition)),
        remove: ['Synchronized'],
      };
    }
    case 'failed': {
      const message = `An error occurred during deployment: ${bounded(outcome.error)}`;
      return {
        set: [
          { type: 'Synchronized', status: 'False', reason: 'DeploymentFailed', message },
          ...three(['False', 'False', 'True'], 'DeploymentFailed', message),
        ],
        remove: [],
      };
    }
    case 'refused': {
      const message = bounded(outcome.because);
      return {
        set: [
          { type: 'Synchronized', status: 'False', reason: 'DeploymentFailed', message },
          { type: 'Progressing', status: 'False', reason: 'DeploymentFailed', message },
          { type: 'Degraded', status: 'True', reason: 'DeploymentFailed', message },
        ],
        remove: [],
      };
    }
    case 'deleting':
      return {
        set: three(['False', 'False', 'True'], 'DeletionInProgress', 'Deletion was triggered'),
        remove: ['Created', 'Synchronized'],
      };
    case 'deletion-failed':
      return {
        set: [
          {
            type: 'Synchronized',
            status: 'False',
            reason: 'DeletionFailed',
            message: `An error occurred during deletion: ${bounded(outcome.error)}`,
          },
        ],
        remove: [],
      };
  }
};

/** The phase after an outcome; once Deployed, only deletion changes it. */
export const phaseAfter = (phase: string | undefined, outcome: Outcome): string => {
  if (outcome.is === 'deleting' || outcome.is === 'deletion-failed') return 'Deleting';
  if (outcome.is === 'ready' || outcome.is === 'adjusting' || phase === 'Deployed') return 'Deployed';
  return outcome.is === 'second' || outcome.is === 'refused' ? (phase ?? '') : 'Deploying';
};
