// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** A short name for the content of a pod template; `collisions` gives another one when it was taken by other content. */
export function templateHash(template: unknown, collisions = 0): string {
  let hash = 0x811c9dc5;
  const mix = (text: string) => {
    for (let at = 0; at < text.length; at++) {
      hash = Math.imul(hash ^ (text.charCodeAt(at) & 0xff), 0x01000193) >>> 0;
      if (text.charCodeAt(at) > 0xff) hash = Math.imul(hash ^ (text.charCodeAt(at) >> 8), 0x01000193) >>> 0;
    }
  };
  mix(canonical(template));
  if (collisions > 0) mix(`#${collisions}`);
  return [...String(hash)].map((digit) => alphabet[digit.charCodeAt(0) % alphabet.length]).join('');
}

/** JSON in which equal values are equal text: keys are sorted, absent ones left out. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
}
