// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type ControllerRevision, type DaemonSet, isDeepEqual } from '@kubevirt-ts/kube';
import type { Cause, Json, Strategy } from '../../kind.ts';
import { setPodSpecDefaults } from '../pod/defaults.ts';
import { invalidValue, negative, notSupported, required } from '../validation/causes.ts';
import { immutable } from '../validation/metadata.ts';
import {
  amountOf,
  countOrPercentCauses,
  over100Causes,
  selectorAndTemplateCauses,
  templateWarnings,
} from './template.ts';

type DaemonSetSpec = NonNullable<DaemonSet['spec']>;

function typed(object: Json): DaemonSet {
  return object as unknown as DaemonSet;
}

/** What is special about daemon sets. */
export const daemonSetStrategy: Strategy = {
  setDefaults: (object) => {
    setDefaults(typed(object).spec);
    const noted = object.metadata?.annotations?.[templateGeneration];
    if (noted === undefined) noteTemplate(typed(object), 0);
  },
  prepareForCreate: (object) => {
    object.status = zeroStatus();
    noteTemplate(typed(object), 1);
  },
  prepareForUpdate(object, old) {
    const [set, before] = [typed(object), typed(old)];
    const noted = Number(before.metadata?.annotations?.[templateGeneration] ?? 0);
    noteTemplate(set, isDeepEqual(set.spec?.template, before.spec?.template) ? noted : noted + 1);
  },
  validate: (object) => specCauses(typed(object)),
  validateUpdate: (object, old) => [
    ...specCauses(typed(object)),
    ...immutable('spec.selector', typed(object).spec?.selector, typed(old).spec?.selector),
  ],
  warnings: (object, old) => templateWarnings(object, old, false),
};

// How often the template has changed: once a field, now an annotation that nobody else writes.
const templateGeneration = 'deprecated.daemonset.template.generation';

function noteTemplate(set: DaemonSet, generation: number): void {
  const annotations = { ...set.metadata?.annotations, [templateGeneration]: String(generation) };
  set.metadata = { ...set.metadata, annotations };
}

function zeroStatus() {
  return { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 };
}

function setDefaults(spec: DaemonSetSpec | undefined): void {
  if (!spec) return;
  spec.updateStrategy ??= {};
  spec.updateStrategy.type ||= 'RollingUpdate';
  if (spec.updateStrategy.type === 'RollingUpdate') {
    spec.updateStrategy.rollingUpdate = {
      ...spec.updateStrategy.rollingUpdate,
      maxUnavailable: spec.updateStrategy.rollingUpdate?.maxUnavailable ?? 1,
      maxSurge: spec.updateStrategy.rollingUpdate?.maxSurge ?? 0,
    };
  }
  spec.revisionHistoryLimit ??= 10;
  if (spec.template?.spec) setPodSpecDefaults(spec.template.spec);
}

function specCauses({ spec }: DaemonSet): Cause[] {
  return [
    ...selectorAndTemplateCauses('daemonset', spec?.selector, spec?.template),
    ...negative('spec.minReadySeconds', spec?.minReadySeconds),
    ...updateStrategyCauses(spec?.updateStrategy),
    ...negative('spec.revisionHistoryLimit', spec?.revisionHistoryLimit),
  ];
}

function updateStrategyCauses(strategy: DaemonSetSpec['updateStrategy']): Cause[] {
  const { type = '', rollingUpdate } = strategy ?? {};
  const path = 'spec.updateStrategy';
  if (type === 'OnDelete') return [];
  if (type !== 'RollingUpdate') return [notSupported(path, strategy, ['RollingUpdate', 'OnDelete'])];
  if (!rollingUpdate) return [required(`${path}.rollingUpdate`)];
  const { maxUnavailable, maxSurge } = rollingUpdate;
  const [unavailable, surge] = [`${path}.rollingUpdate.maxUnavailable`, `${path}.rollingUpdate.maxSurge`];
  const causes = [
    ...countOrPercentCauses(unavailable, maxUnavailable),
    ...countOrPercentCauses(surge, maxSurge),
    ...over100Causes(unavailable, maxUnavailable),
    ...over100Causes(surge, maxSurge),
  ];
  const [hasUnavailable, hasSurge] = [amountOf(maxUnavailable) !== 0, amountOf(maxSurge) !== 0];
  if (hasUnavailable && hasSurge) {
    causes.push(invalidValue(surge, maxSurge, 'may not be set when maxUnavailable is non-zero'));
  } else if (!hasUnavailable && !hasSurge) {
    causes.push(required(unavailable, 'cannot be 0 when maxSurge is 0'));
  }
  return causes;
}

/** What is special about controller revisions: what they hold never changes. */
export const controllerRevisionStrategy: Strategy = {
  validate: (object) => revisionCauses(object as unknown as ControllerRevision),
  validateUpdate: (object, old) => [
    ...revisionCauses(object as unknown as ControllerRevision),
    ...immutable('data', object.data, old.data),
  ],
};

function revisionCauses({ revision, data }: ControllerRevision): Cause[] {
  return [...(data ? [] : [required('data', 'data is mandatory')]), ...negative('revision', revision)];
}
