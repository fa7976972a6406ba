// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { goldenCases } from '@kubevirt-ts/testkit';
import { stringify } from 'yaml';
import { kindOf, testTime } from '../../../test/built-in-kinds.ts';
import type { Json } from '../kind.ts';

goldenCases(new URL('golden/tables', import.meta.url), 'yaml', (objects: Json[]) => {
  const rows = objects.map((object) => {
    const { columns, strategy } = kindOf(object);
    strategy.setDefaults?.(object);
    const isWide = (name: string, priority: number) => (priority > 0 ? `${name} (wide)` : name);
    return Object.fromEntries(
      columns.map(({ name, priority, cell }) => [isWide(name, priority), cell(object, testTime)]),
    );
  });
  return stringify(rows, { lineWidth: 0 });
});
