// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The number of the conmon of a bundle, as it wrote it down. */
export function conmonPid(bundle: string): number | undefined {
  try {
    return Number(readFileSync(join(bundle, 'conmon.pid'), 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}
