// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Cause } from '../../kind.ts';
import type { Schema } from '../../schema.ts';
import { celCauses } from '../cel/validate.ts';
import { invalidValue, wholeObject } from './causes.ts';
import { Correlation } from './correlation.ts';
import { embeddedCauses } from './embedded.ts';
import { hasRules } from './has-rules.ts';
import { listTypeCauses } from './list-types.ts';
import { openApiCauses } from './open-api.ts';

/** How a value is checked. */
export interface ValidateOptions {
  /** The value before the change: what is wrong with a part that did not change is tolerated. */
  old?: unknown;
}

/** What stands in the way of rules: with these, the object is not even of the right form. */
const blocking = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);

/**
 * What is wrong with an object by its schema, formats, list types and CEL rules included, in Kubernetes' words.
 * @upstream apiextensions-apiserver customresource strategy, with ratcheting as from 1.33
 */
export function validateSchema(schema: Schema, value: unknown, o: ValidateOptions = {}): Cause[] {
  const { old } = o;
  const correlation = old === undefined ? undefined : new Correlation(value, old, schema);
  const causes = [...openApiCauses(schema, value, correlation), ...embeddedCauses(schema, value)];
  if (old === undefined || !listTypeCauses(schema, old).length) causes.push(...listTypeCauses(schema, value));
  return [...causes, ...ruleCauses(schema, value, { correlation, causes })];
}

function ruleCauses(
  schema: Schema,
  value: unknown,
  o: { correlation: Correlation | undefined; causes: readonly Cause[] },
): Cause[] {
  if (!hasRules(schema)) return [];
  if (!o.causes.some((cause) => blocking.has(cause.reason))) return celCauses(schema, value, o.correlation);
  const skipped =
    'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';
  return [invalidValue(wholeObject, null, skipped)];
}
