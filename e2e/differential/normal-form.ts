// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

const changing = new Set([
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'deletionTimestamp',
  'time',
  'continue',
  'selfLink',
]);
const timestamp = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z\b/g;
const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
const age = /^(<invalid>|<unknown>|(\d+[dhms])+)$/;

/** An answer with everything that differs from one run to the next replaced by what it is: uids, times, revisions, generated names. */
export function normalForm(value: unknown, namespace: string, path = ''): unknown {
  if (Array.isArray(value)) return value.map((item, index) => normalForm(item, namespace, `${path}[${index}]`));
  if (typeof value === 'object' && value !== null) {
    const generated = (value as { generateName?: unknown }).generateName;
    const entries = Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
      const at = path === '' ? key : `${path}.${key}`;
      if (key === 'selfLink' || (key === 'description' && /\.columnDefinitions\[\d+\]$/.test(path))) return [];
      if (changing.has(key) && inner !== null && inner !== '') return [[key, `<${key}>`]];
      if (key === 'name' && typeof generated === 'string' && typeof inner === 'string')
        return [[key, `${generated}<suffix>`]];
      return [[key, normalForm(inner, namespace, at)]];
    });
    return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
  }
  if (typeof value !== 'string') return value;
  if (/\.cells\[\d+\]$/.test(path) && age.test(value)) return '<age>';
  return value
    .replaceAll(namespace, '<ns>')
    .replace(timestamp, '<time>')
    .replace(uuid, '<uid>')
    .replace(/(?<=in record \(|, current: )\d+/g, '<revision>')
    .replace(/\b10\.(96|43)\.\d+\.\d+\b/g, '<service-ip>');
}

/** Where two normal forms differ, as `path: one ≠ other`, one line each. */
export function differences(one: unknown, other: unknown, path = ''): string[] {
  if (Object.is(one, other)) return [];
  const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
  if (isPlain(one) && isPlain(other) && Array.isArray(one) === Array.isArray(other)) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...keys].flatMap((key) => differences(one[key], other[key], path === '' ? key : `${path}.${key}`));
  }
  const shown = (value: unknown) => (value === undefined ? 'absent' : JSON.stringify(value)).slice(0, 600);
  return [`${path || 'answer'}: ${shown(one)} ≠ ${shown(other)}`];
}
