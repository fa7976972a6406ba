// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Parses JSON into a value that nobody can change: it may be given to all who ask. */
export function parseFrozen<T>(json: string): T {
  return freeze(JSON.parse(json)) as T;
}

function freeze(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
}
