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

/** What a node remembers of devices. */
export interface DeviceRecord {
  assignments: readonly Assignment[];
  /** The resources that plugins have offered. */
  resources: readonly string[];
}

/** Reads what was written last; nothing when there is no such file. */
export function readRecord(file: string): DeviceRecord {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as DeviceRecord;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { assignments: [], resources: [] };
    throw error;
  }
}

/** Writes a record: afterwards the file has either all of this or all that was before. */
export function writeRecord(file: string, record: DeviceRecord): void {
  const temporary = `${file}.new`;
  writeFileSync(temporary, JSON.stringify(record), { mode: 0o600, flush: true });
  renameSync(temporary, file);
}
