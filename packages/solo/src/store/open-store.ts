// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { openDatabase } from './database.ts';
import { SqliteStore, type StoreOptions } from './sqlite-store.ts';
import type { Store } from './store.ts';

/** Opens the store in a file, or makes a new one. One process at a time. */
export function openStore(file: string, o: StoreOptions): Store {
  return new SqliteStore(openDatabase(file), o);
}
