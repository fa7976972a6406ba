// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { applyObject } from './managed/apply.ts';
import { parentEntries, scaleEntries } from './managed/scale.ts';
import { settle } from './managed/settle.ts';
import { updateManagedFields } from './managed/update.ts';
import { managerCauses, managerName } from './manager-name.ts';
import { patchObject } from './patch-object.ts';
import { patchTypeOf } from './patch-type.ts';
import type { Patches } from './patches.ts';
import { readPatch } from './read-patch.ts';

/** Patches and field ownership, as Kubernetes does them. */
export const patches: Patches = {
  typeOf: patchTypeOf,
  read: readPatch,
  patch: patchObject,
  managerName,
  managerCauses,
  update: updateManagedFields,
  apply: applyObject,
  settle,
  scaleEntries,
  parentEntries,
};
