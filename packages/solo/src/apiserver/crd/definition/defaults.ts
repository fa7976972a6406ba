// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Cause } from '../../kind.ts';
import type { Schema } from '../../schema.ts';
import { celCauses } from '../cel/validate.ts';
import { entry, goJson, invalidValue, wholeObject } from '../structural/causes.ts';
import { embeddedCauses } from '../structural/embedded.ts';
import { hasRules } from '../structural/has-rules.ts';
import { openApiCauses } from '../structural/open-api.ts';
import { prune, pruneField } from '../structural/prune.ts';

/** What is wrong with the defaults of a schema: they must be what the schema itself asks for. */
export function defaultCauses(schema: Schema, path: string): Cause[] {
  const causes = schema.default === undefined || schema.default === null ? [] : valueCauses(schema, `${path}.default`);
  if (schema.items) causes.push(...defaultCauses(schema.items, `${path}.items`));
  for (const [name, field] of Object.entries(schema.properties ?? {}))
    causes.push(...defaultCauses(field, entry(`${path}.properties`, name)));
  return causes;
}

function valueCauses(schema: Schema, path: string): Cause[] {
  const value = schema.default;
  const pruned = structuredClone(value);
  if (schema['x-kubernetes-embedded-resource']) prune(schema, pruned);
  else pruneField(schema, pruned);
  const unknown = goJson(pruned) === goJson(value) ? [] : [invalidValue(path, value, 'must not have unknown fields')];
  const embedded = embeddedCauses(schema, value, path);
  if (embedded.length) return [...unknown, ...embedded];
  const form = openApiCauses(schema, value).map((cause) => moved(cause, path));
  if (form.length || !hasRules(schema)) return [...unknown, ...form];
  return [...unknown, ...celCauses(schema, value, undefined).map((cause) => moved(cause, path))];
}

function moved(cause: Cause, path: string): Cause {
  return { ...cause, field: cause.field === wholeObject ? path : `${path}.${cause.field}` };
}
