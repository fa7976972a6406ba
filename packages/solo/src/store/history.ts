// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** How much of the past is kept. */
export interface HistoryLimits {
  maxAgeMs: number;
  maxRevisions: number;
  maxBytes: number;
}

/** Five minutes, as Kubernetes has etcd compacted, or less where much is written. */
export const defaultLimits: HistoryLimits = { maxAgeMs: 5 * 60_000, maxRevisions: 50_000, maxBytes: 128 * 2 ** 20 };

// How far apart the points are at which history can be cut.
const step = { revisions: 500, ms: 10_000 };

interface Mark {
  revision: number;
  timeMs: number;
  /** All bytes written up to here. */
  bytes: number;
}

/** Decides how far back history may be forgotten: it remembers when, and after how many bytes, some revisions were written. */
export class History {
  readonly #limits: HistoryLimits;
  readonly #marks: Mark[];
  #bytes: number;

  /** What there is of history already, between two revisions, counts as written now, evenly. */
  constructor(limits: HistoryLimits, o: { compacted: number; revision: number; bytes: number; timeMs: number }) {
    this.#limits = limits;
    this.#bytes = o.bytes;
    const { compacted, revision, timeMs } = o;
    this.#marks = [];
    for (let at = compacted; at < revision; at += step.revisions) {
      this.#marks.push({ revision: at, timeMs, bytes: (o.bytes * (at - compacted)) / (revision - compacted) });
    }
    this.#marks.push({ revision, timeMs, bytes: o.bytes });
  }

  /** Takes note of what was written. */
  wrote(revision: number, bytes: number, timeMs: number): void {
    this.#bytes += bytes;
    const last = this.#marks.at(-1);
    if (!last || revision - last.revision >= step.revisions || timeMs - last.timeMs >= step.ms) {
      this.#marks.push({ revision, timeMs, bytes: this.#bytes });
    }
  }

  /** The revision up to which the past is over; undefined when all of it is still to be kept. */
  cut(revision: number, timeMs: number): number | undefined {
    const { maxAgeMs, maxRevisions, maxBytes } = this.#limits;
    let upTo: number | undefined;
    for (let mark = this.#marks[0]; mark; mark = this.#marks[0]) {
      const isOver =
        timeMs - mark.timeMs > maxAgeMs ||
        revision - mark.revision > maxRevisions ||
        this.#bytes - mark.bytes > maxBytes;
      if (!isOver) break;
      upTo = mark.revision;
      this.#marks.shift();
    }
    return upTo;
  }
}
