// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Causes in the words of Kubernetes. A field that is `<nil>` is the object as a whole.

import type { Cause } from '../../kind.ts';

/** What causes that concern the whole object have for a field. */
export const wholeObject = '<nil>';

/** The value is not allowed there. */
export function invalidValue(field: string, value: unknown, detail: string): Cause {
  return { reason: 'FieldValueInvalid', message: joined(`Invalid value: ${shown(value)}`, detail), field };
}

/** As invalidValue, for values too large to be repeated. */
export function invalidOmitted(field: string, detail: string): Cause {
  return { reason: 'FieldValueInvalid', message: joined('Invalid value', detail), field };
}

/** As invalidValue, for values whose fields Go prints in an order of its own. */
export function invalidStruct(field: string, value: object, detail: string): Cause {
  const text = escapedForHtml(JSON.stringify(value));
  return { reason: 'FieldValueInvalid', message: joined(`Invalid value: ${text}`, detail), field };
}

/** The value is of another type than the schema says. */
export function typeInvalid(field: string, value: unknown, detail: string): Cause {
  return { ...invalidValue(field, value, detail), reason: 'FieldValueTypeInvalid' };
}

/** Something has to be there. */
export function required(field: string, detail = ''): Cause {
  return { reason: 'FieldValueRequired', message: joined('Required value', detail), field };
}

/** Something must not be there. */
export function forbiddenValue(field: string, detail: string): Cause {
  return { reason: 'FieldValueForbidden', message: joined('Forbidden', detail), field };
}

/** The value is there already. */
export function duplicate(field: string, value: unknown): Cause {
  return { reason: 'FieldValueDuplicate', message: `Duplicate value: ${shown(value)}`, field };
}

/** The value is none of those that may be. */
export function notSupported(field: string, value: unknown, supported: readonly string[]): Cause {
  const detail = supported.length ? `supported values: ${supported.map(goQuote).join(', ')}` : '';
  return { reason: 'FieldValueNotSupported', message: joined(`Unsupported value: ${shown(value)}`, detail), field };
}

/** A text has too many characters. */
export function tooLong(field: string, maxBytes: number): Cause {
  const unit = maxBytes === 1 ? 'byte' : 'bytes';
  return { reason: 'FieldValueTooLong', message: `Too long: may not be more than ${maxBytes} ${unit}`, field };
}

/** A list or map has too many entries. */
export function tooMany(field: string, count: number, max: number): Cause {
  const unit = max === 1 ? 'item' : 'items';
  return { reason: 'FieldValueTooMany', message: `Too many: ${count}: must have at most ${max} ${unit}`, field };
}

/** A field below another one. */
export function child(path: string, name: string): string {
  return path === '' || path === wholeObject ? name : `${path}.${name}`;
}

/** A map's entry, or a list's. */
export function entry(path: string, key: string | number): string {
  return `${path}[${key}]`;
}

/** A value as causes show it. */
function shown(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return goQuote(value);
  if (typeof value === 'number') return goNumber(value);
  if (typeof value === 'boolean') return String(value);
  return goJson(value);
}

/** JSON as Go writes it: keys in order, HTML characters escaped. */
export function goJson(value: unknown): string {
  const ordered = JSON.stringify(value, (_, item: unknown) =>
    item !== null && typeof item === 'object' && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
  return escapedForHtml(ordered);
}

function escapedForHtml(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A number as Go's `%v` writes it: integers plainly, others shortest. */
export function goNumber(value: number): string {
  return Number.isInteger(value) ? BigInt(value).toString() : goFloat(value);
}

/** A floating-point number as Go's `%v` writes it. */
export function goFloat(value: number): string {
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

const escapes: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

/** A text as Go's `%q` writes it. */
export function goQuote(text: string): string {
  const inner = [...text].map((c) => {
    const known = escapes[c];
    if (known) return known;
    if (!/[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u.test(c)) return c;
    const code = c.codePointAt(0) ?? 0;
    if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
  return `"${inner.join('')}"`;
}

function joined(head: string, detail: string): string {
  return detail ? `${head}: ${detail}` : head;
}
