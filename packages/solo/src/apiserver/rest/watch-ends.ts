// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Kind, Kinds } from '../kind.ts';

/** Ends watches: with who asked, and when their kind goes or takes another form. */
export class WatchEnds {
  readonly #open = new Map<Kind, Set<AbortController>>();

  constructor(kinds: Kinds) {
    kinds.onChange(() => {
      for (const [kind, watches] of this.#open) {
        if (kinds.find(kind.group, kind.version, kind.plural) === kind) continue;
        for (const watch of watches) watch.abort();
      }
    });
  }

  /** A new watch's end; to be given back with `end`. */
  begin(kind: Kind, signal: AbortSignal): AbortController {
    const ending = new AbortController();
    const watches = this.#open.get(kind) ?? new Set();
    this.#open.set(kind, watches.add(ending));
    if (signal.aborted) ending.abort();
    else signal.addEventListener('abort', () => ending.abort(), { once: true, signal: ending.signal });
    return ending;
  }

  /** Forgets a watch that is over. */
  end(kind: Kind, ending: AbortController): void {
    ending.abort();
    const watches = this.#open.get(kind);
    watches?.delete(ending);
    if (watches?.size === 0) this.#open.delete(kind);
  }
}
