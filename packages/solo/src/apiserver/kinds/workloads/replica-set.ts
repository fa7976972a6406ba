// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { ReplicaSet } from '@kubevirt-ts/kube';
import type { Cause, Json, Strategy } from '../../kind.ts';
import { setPodSpecDefaults } from '../pod/defaults.ts';
import { negative } from '../validation/causes.ts';
import { immutable } from '../validation/metadata.ts';
import { selectorAndTemplateCauses, templateWarnings } from './template.ts';

function typed(object: Json): ReplicaSet {
  return object as unknown as ReplicaSet;
}

/** What is special about replica sets. */
export const replicaSetStrategy: Strategy = {
  setDefaults(object) {
    const { spec } = typed(object);
    if (!spec) return;
    spec.replicas ??= 1;
    if (spec.template?.spec) setPodSpecDefaults(spec.template.spec);
  },
  prepareForCreate(object) {
    object.status = { replicas: 0 };
  },
  validate: (object) => specCauses(typed(object)),
  validateUpdate: (object, old) => [
    ...specCauses(typed(object)),
    ...immutable('spec.selector', typed(object).spec?.selector, typed(old).spec?.selector),
  ],
  warnings: (object, old) => templateWarnings(object, old, true),
  selectableFields: (object) => ({ 'status.replicas': String(typed(object).status?.replicas ?? 0) }),
};

function specCauses({ spec }: ReplicaSet): Cause[] {
  return [
    ...negative('spec.replicas', spec?.replicas),
    ...negative('spec.minReadySeconds', spec?.minReadySeconds),
    ...selectorAndTemplateCauses('deployment', spec?.selector, spec?.template),
  ];
}
