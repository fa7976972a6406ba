// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The numbers of the nodes that a state directory has. */
export function nodeNumbers(directory: string): number[] {
  const nodes = join(directory, 'nodes');
  if (!existsSync(nodes)) return [];
  return readdirSync(nodes).flatMap((name) => (/^node\d+$/.test(name) ? [Number(name.slice('node'.length))] : []));
}
