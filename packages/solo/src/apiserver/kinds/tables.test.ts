// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { goldenCases } from '@kubevirt-ts/testkit';
import { stringify } from 'yaml';
import { kindOf, testTime } from '../../../test/built-in-kinds.ts';
import type { Json } from '../kind.ts';

goldenCases(new URL('golden/tables', import.meta.url), 'yaml', (objects: Json[]) => {
  const rows = objects.map((object) => {
    const { columns, strategy, rowConditions } = kindOf(object);
    strategy.setDefaults?.(object);
    const isWide = (name: string, priority: number) => (priority > 0 ? `${name} (wide)` : name);
    const cells = columns.map(({ name, priority, cell }) => [isWide(name, priority), cell(object, testTime)]);
    const conditions = rowConditions?.(object) ?? [];
    return { ...Object.fromEntries(cells), ...(conditions.length && { conditions }) };
  });
  return stringify(rows, { lineWidth: 0 });
});
