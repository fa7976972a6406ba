// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { backoffMs, type Pod } from '@kubevirt-ts/kube';

const backoff = { baseMs: 10_000, capMs: 10 * 60_000 };

interface Failures {
  inARow: number;
  lastMs: number;
  /** Pods that were noted: a stale cache may show one as new again. */
  noted: Set<string>;
}

/** How long Jobs wait before they make another pod, by the failures since their last success. */
export class Retries {
  readonly #failures = new Map<string, Failures>();

  /** Notes pods that ended; each counts once. */
  note(uid: string, ended: { succeeded: readonly Pod[]; failed: readonly Pod[] }, now: Date): void {
    const known = this.#failures.get(uid) ?? { inARow: 0, lastMs: 0, noted: new Set<string>() };
    const isNew = (pod: Pod) => !known.noted.has(pod.metadata?.uid ?? '');
    const o = { succeeded: ended.succeeded.filter(isNew), failed: ended.failed.filter(isNew) };
    for (const pod of [...o.succeeded, ...o.failed]) known.noted.add(pod.metadata?.uid ?? '');
    const lastSuccessMs = Math.max(0, ...o.succeeded.map((pod) => endedMs(pod, now)));
    if (o.succeeded.length > 0) known.inARow = 0;
    for (const pod of o.failed) {
      const atMs = endedMs(pod, now);
      if (atMs < lastSuccessMs) continue;
      known.inARow += 1;
      known.lastMs = Math.max(known.lastMs, atMs);
    }
    this.#failures.set(uid, known);
  }

  /** How long a Job has to wait still. */
  waitMs(uid: string, now: Date): number {
    const known = this.#failures.get(uid);
    if (!known || known.inARow === 0) return 0;
    return Math.max(0, known.lastMs + backoffMs(backoff, known.inARow - 1) - now.getTime());
  }

  forget(uid: string): void {
    this.#failures.delete(uid);
  }
}

function endedMs(pod: Pod, now: Date): number {
  const ends = (pod.status?.containerStatuses ?? []).map(({ state }) =>
    Date.parse(String(state?.terminated?.finishedAt)),
  );
  const last = Math.max(...ends.filter(Number.isFinite));
  if (Number.isFinite(last)) return last;
  return Date.parse(pod.metadata?.deletionTimestamp ?? '') || now.getTime();
}
