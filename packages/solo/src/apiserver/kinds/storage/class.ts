// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepEqual, type StorageClass } from '@kubevirt-ts/kube';
import type { Cause, Json, Strategy } from '../../kind.ts';
import { forbiddenField, invalidEach, notSupported, oneOf, required } from '../validation/causes.ts';
import { immutable } from '../validation/metadata.ts';
import { isQualifiedName } from '../validation/names.ts';

function typed(object: Json): StorageClass {
  return object as unknown as StorageClass;
}

const bindingModes = ['Immediate', 'WaitForFirstConsumer'];

/** What is special about storage classes. */
export const storageClassStrategy: Strategy = {
  setDefaults(object) {
    const one = typed(object);
    one.reclaimPolicy ??= 'Delete';
    one.volumeBindingMode ??= 'Immediate';
  },
  validate: (object) => classCauses(typed(object)),
  validateUpdate: (object, old) => [...classCauses(typed(object)), ...updateCauses(typed(object), typed(old))],
};

function classCauses({ provisioner, reclaimPolicy, volumeBindingMode, parameters }: StorageClass): Cause[] {
  const name = (provisioner ?? '').toLowerCase();
  const causes: Cause[] = provisioner
    ? invalidEach('provisioner', provisioner, isQualifiedName(name))
    : [required('provisioner')];
  for (const key of Object.keys(parameters ?? {})) if (!key) causes.push(required('parameters'));
  if (reclaimPolicy) causes.push(...oneOf('reclaimPolicy', reclaimPolicy, ['Delete', 'Retain']));
  if (volumeBindingMode && !bindingModes.includes(volumeBindingMode)) {
    causes.push(notSupported('volumeBindingMode', volumeBindingMode, bindingModes));
  }
  return causes;
}

function updateCauses(one: StorageClass, old: StorageClass): Cause[] {
  const causes: Cause[] = [];
  for (const name of ['parameters', 'provisioner', 'reclaimPolicy'] as const) {
    if (!isDeepEqual(one[name], old[name])) {
      causes.push(forbiddenField(name, `updates to ${name} are forbidden.`));
    }
  }
  return [...causes, ...immutable('volumeBindingMode', one.volumeBindingMode, old.volumeBindingMode)];
}
