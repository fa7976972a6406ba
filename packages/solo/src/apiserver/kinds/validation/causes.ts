// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Cause } from '../../kind.ts';

/** What an update of a field that never changes is told. */
export const immutableMessage = 'field is immutable';
/** What a number below zero is told. */
export const negativeMessage = 'must be greater than or equal to 0';

function cause(reason: string, field: string, message: string, detail = ''): Cause {
  return { reason, message: detail ? `${message}: ${detail}` : message, field };
}

// As Kubernetes shows values: texts quoted, numbers and booleans plain, the rest as JSON.
function shown(value: unknown): string {
  return value === undefined ? 'null' : JSON.stringify(value);
}

/** A value that its field cannot have. */
export function invalidValue(field: string, value: unknown, detail: string): Cause {
  return cause('FieldValueInvalid', field, `Invalid value: ${shown(value)}`, detail);
}

/** A field that must not be left out or empty. */
export function required(field: string, detail = ''): Cause {
  return cause('FieldValueRequired', field, 'Required value', detail);
}

/** A value that is there twice. */
export function duplicate(field: string, value: unknown): Cause {
  return cause('FieldValueDuplicate', field, `Duplicate value: ${shown(value)}`);
}

/** A field that may not be there, or not change, as things are. */
export function forbiddenField(field: string, detail: string): Cause {
  return cause('FieldValueForbidden', field, 'Forbidden', detail);
}

/** A value that is none of those there are. */
export function notSupported(field: string, value: unknown, supported: readonly string[]): Cause {
  const detail = `supported values: ${supported.map((s) => JSON.stringify(s)).join(', ')}`;
  return cause('FieldValueNotSupported', field, `Unsupported value: ${shown(value)}`, supported.length ? detail : '');
}

/** A name of something that is not there. */
export function notFoundValue(field: string, value: unknown): Cause {
  return cause('FieldValueNotFound', field, `Not found: ${shown(value)}`);
}

/** A text longer than it may be. */
export function tooLong(field: string, maxBytes: number): Cause {
  return cause('FieldValueTooLong', field, 'Too long', `may not be more than ${maxBytes} bytes`);
}

/** A list longer than it may be. */
export function tooMany(field: string, actual: number, max: number): Cause {
  return cause(
    'FieldValueTooMany',
    field,
    `Too many: ${actual}`,
    `must have at most ${max} ${max === 1 ? 'item' : 'items'}`,
  );
}

/** One cause per complaint about the same value. */
export function invalidEach(field: string, value: unknown, complaints: readonly string[]): Cause[] {
  return complaints.map((detail) => invalidValue(field, value, detail));
}

/** Why a number below zero is refused, if it is. */
export function negative(field: string, value: number | undefined): Cause[] {
  return value !== undefined && value < 0 ? [invalidValue(field, value, negativeMessage)] : [];
}

/** Why a value that is not one of those there are is refused, if it is. */
export function oneOf(field: string, value: string | undefined, supported: readonly string[]): Cause[] {
  return value !== undefined && supported.includes(value) ? [] : [notSupported(field, value ?? '', supported)];
}
