// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Schema } from '../../schema.ts';

const withRules = new WeakMap<Schema, boolean>();

/** Whether there are CEL rules anywhere in a schema. */
export function hasRules(schema: Schema): boolean {
  let found = withRules.get(schema);
  if (found === undefined) {
    withRules.set(schema, false);
    const below = [
      ...Object.values(schema.properties ?? {}),
      schema.items,
      schema.additionalProperties,
      ...(schema.allOf ?? []),
    ];
    found =
      (schema['x-kubernetes-validations']?.length ?? 0) > 0 ||
      below.some((each) => typeof each === 'object' && hasRules(each));
    withRules.set(schema, found);
  }
  return found;
}
