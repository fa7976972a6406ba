// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

const kinds: Readonly<Record<string, string>> = { object: 'map', array: 'slice', number: 'int64' };

/**
 * What is said of a strategic patch after which a field has the wrong type. Kubernetes does not decode JSON then but converts a map,
 * so that it is worded otherwise than `mismatch`, the decoder's words.
 */
export function conversionError(mismatch: string): string {
  const [, from = '', to = ''] = /^cannot unmarshal (\w+) .*of type (\S+)$/.exec(mismatch) ?? [];
  if (to === '') return mismatch;
  const kind = kinds[from] ?? from;
  if (to.startsWith('[]')) return `cannot restore slice from ${kind}`;
  if (to.startsWith('map[')) return `cannot restore map from ${kind}`;
  if (/^\w+\.[A-Z]|^[A-Z]/.test(to)) return `cannot restore struct from: ${kind}`;
  return kind === 'int64' && to === 'string' ? 'cannot convert int64 to string' : `unrecognized type: ${to}`;
}

/** A JSON value as Go's `%+v` prints it: `map[a:1 b:[x y]]`. */
export function goPrinted(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goPrinted).join(' ')}]`;
  if (typeof value !== 'object') return String(value);
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `map[${entries.map(([key, item]) => `${key}:${goPrinted(item)}`).join(' ')}]`;
}
