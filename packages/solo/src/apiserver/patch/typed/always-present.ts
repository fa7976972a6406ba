// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Schema } from '../../schema.ts';

/**
 * The fields that every object of a built-in definition has even when its JSON has not, and what they are then: a structure
 * `{}`, a list `null`, a scalar its zero. So who first writes an image owns `spec.template.spec.containers[…].image`, not
 * also the `spec` it came in.
 */
export function alwaysPresent(schema: Schema): ReadonlyMap<string, unknown> {
  const present = new Map<string, unknown>();
  for (const [name, how] of Object.entries(schema.written ?? {})) {
    present.set(name, how === 'null' ? null : zero(schema.properties?.[name]));
  }
  return present;
}

function zero(schema: Schema | undefined): unknown {
  if (schema?.['x-kubernetes-int-or-string']) return 0;
  switch (schema?.type) {
    case 'object':
      return schema.properties ? {} : null;
    case 'string':
      return zeroText(schema);
    case 'integer':
    case 'number':
      return 0;
    case 'boolean':
      return false;
    default:
      return null;
  }
}

function zeroText(schema: Schema): string | null {
  if (schema.format === 'date-time') return null;
  return schema.definition === 'io.k8s.apimachinery.pkg.api.resource.Quantity' ? '0' : '';
}
