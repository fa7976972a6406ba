// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** A value of one of QEMU's JSON options. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json | undefined };

/** One option of a command line and its argument, if it takes one. */
export type Option = readonly [string] | readonly [string, string];

/** A value inside a `key=value,` list: QEMU reads a doubled comma as one that belongs to the value. */
function escapeValue(value: string): string {
  return value.replaceAll(',', ',,');
}

/** A `key=value,` list, after an optional first word; keys are ours, values may be anything. */
export function keyValues(first: string | undefined, values: Readonly<Record<string, string | undefined>>): string {
  const pairs = Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${escapeValue(value)}`],
  );
  return [...(first === undefined ? [] : [first]), ...pairs].join(',');
}

/** An option in JSON form, which needs no escapes of its own. */
export function json(option: string, value: { readonly [name: string]: Json | undefined }): Option {
  return [option, JSON.stringify(value)];
}
