// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Deployment } from '@kubevirt-ts/kube';
import type { Cause, Json, Strategy } from '../../kind.ts';
import { setPodSpecDefaults } from '../pod/defaults.ts';
import { forbiddenField, invalidValue, negative, notSupported } from '../validation/causes.ts';
import { immutable } from '../validation/metadata.ts';
import {
  amountOf,
  countOrPercentCauses,
  over100Causes,
  selectorAndTemplateCauses,
  templateWarnings,
} from './template.ts';

type DeploymentSpec = NonNullable<Deployment['spec']>;

function typed(object: Json): Deployment {
  return object as unknown as Deployment;
}

/** What is special about deployments. @upstream pkg/apis/apps */
export const deploymentStrategy: Strategy = {
  setDefaults: (object) => setDefaults(typed(object).spec),
  validate: (object) => [...specCauses(typed(object).spec), ...statusCauses(typed(object))],
  validateUpdate: (object, old) => [
    ...specCauses(typed(object).spec),
    ...statusCauses(typed(object)),
    ...immutable('spec.selector', typed(object).spec?.selector, typed(old).spec?.selector),
  ],
  warnings: (object, old) => templateWarnings(object, old, true),
};

function setDefaults(spec: DeploymentSpec | undefined): void {
  if (!spec) return;
  spec.replicas ??= 1;
  spec.strategy ??= {};
  spec.strategy.type ||= 'RollingUpdate';
  if (spec.strategy.type === 'RollingUpdate') {
    spec.strategy.rollingUpdate = {
      ...spec.strategy.rollingUpdate,
      maxUnavailable: spec.strategy.rollingUpdate?.maxUnavailable ?? '25%',
      maxSurge: spec.strategy.rollingUpdate?.maxSurge ?? '25%',
    };
  }
  spec.revisionHistoryLimit ??= 10;
  spec.progressDeadlineSeconds ??= 600;
  if (spec.template?.spec) setPodSpecDefaults(spec.template.spec);
}

function specCauses(spec: DeploymentSpec | undefined): Cause[] {
  const causes = negative('spec.replicas', spec?.replicas);
  causes.push(...selectorAndTemplateCauses('deployment', spec?.selector, spec?.template));
  causes.push(...strategyCauses(spec?.strategy));
  causes.push(...negative('spec.minReadySeconds', spec?.minReadySeconds));
  causes.push(...negative('spec.revisionHistoryLimit', spec?.revisionHistoryLimit));
  const deadline = spec?.progressDeadlineSeconds;
  if (deadline === undefined) return causes;
  causes.push(...negative('spec.progressDeadlineSeconds', deadline));
  if (deadline <= (spec?.minReadySeconds ?? 0)) {
    causes.push(invalidValue('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds'));
  }
  return causes;
}

function strategyCauses(strategy: DeploymentSpec['strategy']): Cause[] {
  const { type = '', rollingUpdate } = strategy ?? {};
  const path = 'spec.strategy';
  if (type === 'Recreate') {
    const sentence = "may not be specified when strategy `type` is 'Recreate'";
    return rollingUpdate ? [forbiddenField(`${path}.rollingUpdate`, sentence)] : [];
  }
  if (type !== 'RollingUpdate') return [notSupported(path, strategy, ['Recreate', 'RollingUpdate'])];
  const { maxUnavailable, maxSurge } = rollingUpdate ?? {};
  const causes = [
    ...countOrPercentCauses(`${path}.rollingUpdate.maxUnavailable`, maxUnavailable),
    ...countOrPercentCauses(`${path}.rollingUpdate.maxSurge`, maxSurge),
  ];
  if (amountOf(maxUnavailable) === 0 && amountOf(maxSurge) === 0) {
    const sentence = 'may not be 0 when `maxSurge` is 0';
    causes.push(invalidValue(`${path}.rollingUpdate.maxUnavailable`, maxUnavailable, sentence));
  }
  return [...causes, ...over100Causes(`${path}.rollingUpdate.maxUnavailable`, maxUnavailable)];
}

function statusCauses({ status }: Deployment): Cause[] {
  const { replicas = 0, updatedReplicas = 0, readyReplicas = 0, availableReplicas = 0 } = status ?? {};
  const causes: Cause[] = [];
  const notOver = (name: string, value: number, limit: number, of: string) => {
    if (value > limit) causes.push(invalidValue(`status.${name}`, value, `cannot be greater than ${of}`));
  };
  notOver('updatedReplicas', updatedReplicas, replicas, 'status.replicas');
  notOver('readyReplicas', readyReplicas, replicas, 'status.replicas');
  notOver('availableReplicas', availableReplicas, replicas, 'status.replicas');
  notOver('availableReplicas', availableReplicas, readyReplicas, 'readyReplicas');
  return causes;
}
