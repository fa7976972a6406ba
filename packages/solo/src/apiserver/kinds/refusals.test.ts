// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { applyMergePatch } from '@kubevirt-ts/kube';
import { goldenCases } from '@kubevirt-ts/testkit';
import { stringify } from 'yaml';
import { begun, changeComplaints, complaints, kindOf } from '../../../test/built-in-kinds.ts';
import type { Json } from '../kind.ts';

interface Refusals {
  /** An object that is as it should be. */
  right: Json;
  /** What makes it wrong, each on its own, as JSON merge patches. */
  wrong: object[];
}

goldenCases(new URL('golden/refusals', import.meta.url), 'yaml', ({ right, wrong }: Refusals) => {
  assert.deepEqual(complaints(right), []);
  const told = wrong.map((patch) => ({ wrong: patch, complaints: complaints(applyMergePatch(right, patch) as Json) }));
  for (const each of told) assert.notDeepEqual(each.complaints, []);
  return stringify(told, { lineWidth: 0 });
});

goldenCases(new URL('golden/warnings', import.meta.url), 'yaml', (objects: Json[]) =>
  stringify(
    objects.map((object) => kindOf(object).strategy.warnings?.(begun(object)) ?? []),
    { lineWidth: 0 },
  ),
);

interface Updates {
  /** The object as it was created, but for its status. */
  created: Json;
  /** Changes of it, each on its own, as JSON merge patches. */
  changes: object[];
}

goldenCases(new URL('golden/updates', import.meta.url), 'yaml', ({ created, changes }: Updates) => {
  const live: Json = { ...begun(created), ...(created.status !== undefined && { status: created.status }) };
  const told = changes.map((change) => ({
    change,
    complaints: changeComplaints(applyMergePatch(live, change) as Json, live),
  }));
  return stringify(told, { lineWidth: 0 });
});
