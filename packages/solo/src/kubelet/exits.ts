// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Runtime } from './runtime/runtime.ts';

/** Signals that abort when a container ends. */
export interface Exits {
  of(containerId: string): AbortSignal;
}

/** Follows the runtime's exits. A container that had ended before is not told: ask after it runs. */
export function exits(runtime: Pick<Runtime, 'onExit'>): Exits {
  const waiting = new Map<string, AbortController>();
  runtime.onExit((id) => {
    waiting.get(id)?.abort();
    waiting.delete(id);
  });
  return {
    of(id) {
      const there = waiting.get(id) ?? new AbortController();
      waiting.set(id, there);
      return there.signal;
    },
  };
}
