// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Change } from './change.ts';

/** The last changes of all collections, bounded in number and bytes: what live watches read, so that each is parsed once for all. */
export class Recent {
  readonly #maxEvents: number;
  readonly #maxBytes: number;
  #changes: (Change | undefined)[] = [];
  #start = 0;
  #bytes = 0;

  constructor(o: { maxEvents: number; maxBytes: number }) {
    this.#maxEvents = o.maxEvents;
    this.#maxBytes = o.maxBytes;
  }

  /** The oldest revision held; Infinity when nothing is. Revisions follow each other without gaps. */
  get first(): number {
    return this.#changes[this.#start]?.revision ?? Number.POSITIVE_INFINITY;
  }

  push(change: Change): void {
    this.#changes.push(change);
    this.#bytes += change.json.length;
    while (this.#changes.length - this.#start > this.#maxEvents || this.#bytes > this.#maxBytes) this.#shift();
    if (this.#start > this.#maxEvents) {
      this.#changes = this.#changes.slice(this.#start);
      this.#start = 0;
    }
  }

  at(revision: number): Change | undefined {
    const first = this.first;
    return revision < first ? undefined : this.#changes[this.#start + revision - first];
  }

  #shift(): void {
    this.#bytes -= this.#changes[this.#start]?.json.length ?? 0;
    // The slot is emptied at once: the array itself is cut only now and then.
    this.#changes[this.#start] = undefined;
    this.#start += 1;
  }
}
