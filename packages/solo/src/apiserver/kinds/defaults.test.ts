// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { goldenCases } from '@kubevirt-ts/testkit';
import { stringify } from 'yaml';
import { begun } from '../../../test/built-in-kinds.ts';
import type { Json } from '../kind.ts';

goldenCases(new URL('golden/defaults', import.meta.url), 'yaml', (sent: Json[]) =>
  stringify(sent.map(begun), { lineWidth: 0 }),
);
