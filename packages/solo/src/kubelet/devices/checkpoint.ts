// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Allocation } from './api.ts';

/** Devices that were given to a container, and what came with them. */
export interface Assignment {
  podUid: string;
  namespace: string;
  podName: string;
  container: string;
  resource: string;
  deviceIds: string[];
  allocation: Allocation;
}

/** Reads the assignments that were in force when they were last written; none when there is no such file. */
export function readAssignments(file: string): Assignment[] {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { assignments: Assignment[] }).assignments;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Writes the assignments: afterwards the file has either all of these or all of those before. */
export function writeAssignments(file: string, assignments: readonly Assignment[]): void {
  const temporary = `${file}.new`;
  writeFileSync(temporary, JSON.stringify({ assignments }), { mode: 0o600, flush: true });
  renameSync(temporary, file);
}
