// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeObject } from '../object.ts';

/** That an object came, changed or went; `old` is what the cache knew before. */
export interface Change<T> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: T;
  old?: T;
}

/** Objects of one kind, kept up to date. They are frozen: copy before changing. */
export interface Cache<T extends KubeObject> {
  get(key: string): T | undefined;
  list(): readonly T[];
  /** The objects for which the index of that name gives `value`. @throws Error when there is no such index */
  by(index: string, value: string): readonly T[];
  /** Resolves when everything there was at the start is in; rejects when the cache was stopped before. */
  synced(): Promise<void>;
  /** Calls `listener` at every change from now on, and first, at once, with an ADDED for each object known already. */
  onChange(listener: (change: Change<T>) => void): void;
}
