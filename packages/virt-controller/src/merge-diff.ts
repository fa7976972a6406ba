// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepStrictEqual } from 'node:util';
import { isObject } from '@kubevirt-ts/kube';

/** The JSON merge patch (RFC 7386) that turns `from` into `to`; undefined when nothing differs. */
export const mergeDiff = (from: unknown, to: unknown): unknown => {
  if (!isObject(from) || !isObject(to)) return isDeepStrictEqual(from, to) ? undefined : to;
  const patch: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
    if (to[key] === undefined) {
      if (from[key] !== undefined) patch[key] = null;
      continue;
    }
    const inner = mergeDiff(from[key], to[key]);
    if (inner !== undefined) patch[key] = inner;
  }
  return Object.keys(patch).length > 0 ? patch : undefined;
};
