// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type ConfigMap, isDeepEqual } from '@kubevirt-ts/kube';
import type { Cause, Json, Strategy } from '../../kind.ts';
import { forbiddenField, invalidEach, invalidValue, tooLong } from '../validation/causes.ts';
import { isConfigKey } from '../validation/names.ts';
import { immutableWhenSet } from './secret.ts';

function typed(object: Json): ConfigMap {
  return object as unknown as ConfigMap;
}

const maxBytes = 1024 * 1024;

/** What is special about config maps. */
export const configMapStrategy: Strategy = {
  validate: (object) => configMapCauses(typed(object)),
  validateUpdate: (object, old) => [...updateCauses(typed(object), typed(old)), ...configMapCauses(typed(object))],
};

function configMapCauses({ data = {}, binaryData = {} }: ConfigMap): Cause[] {
  const causes: Cause[] = [];
  let sizeBytes = 0;
  for (const [key, value] of Object.entries(data)) {
    causes.push(...invalidEach(`data[${key}]`, key, isConfigKey(key)));
    if (key in binaryData) causes.push(invalidValue(`data[${key}]`, key, 'duplicate of key present in binaryData'));
    sizeBytes += Buffer.byteLength(value);
  }
  for (const [key, value] of Object.entries(binaryData)) {
    causes.push(...invalidEach(`binaryData[${key}]`, key, isConfigKey(key)));
    sizeBytes += Buffer.byteLength(value, 'base64');
  }
  // The field has no name in Kubernetes either.
  if (sizeBytes > maxBytes) causes.push(tooLong('[]', maxBytes));
  return causes;
}

function updateCauses(map: ConfigMap, old: ConfigMap): Cause[] {
  if (!old.immutable) return [];
  const causes: Cause[] = map.immutable ? [] : [forbiddenField('immutable', immutableWhenSet)];
  for (const name of ['data', 'binaryData'] as const) {
    if (!isDeepEqual(map[name] ?? {}, old[name] ?? {})) causes.push(forbiddenField(name, immutableWhenSet));
  }
  return causes;
}
