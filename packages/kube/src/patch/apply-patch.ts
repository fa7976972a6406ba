// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Patch } from '../client/client.ts';
import { applyJsonPatch } from './json.ts';
import { applyMergePatch } from './merge.ts';
import { applyStrategicPatch } from './strategic.ts';

/** What an object is after a patch, computed here rather than by the API server. */
export function applyPatch<T>(object: T, patch: Patch): T {
  switch (patch.type) {
    case 'json':
      return applyJsonPatch(object, patch.body);
    case 'merge':
      return applyMergePatch(object, patch.body) as T;
    case 'strategic':
      return applyStrategicPatch(object, patch.body) as T;
  }
}
