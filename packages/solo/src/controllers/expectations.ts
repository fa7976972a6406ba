// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

interface Expected {
  creations: number;
  /** Uids of what is to go. */
  deletions: Set<string>;
  sinceMs: number;
}

/** After this long what was expected counts as missed. @upstream ExpectationsTimeout */
const giveUpMs = 5 * 60_000;

/**
 * What an owner did to its dependents and the cache has not shown yet. While something is expected the owner neither creates
 * nor deletes, so that a stale cache cannot make it do so twice.
 */
export class Expectations {
  readonly #expected = new Map<string, Expected>();
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  expectCreations(owner: string, count: number): void {
    this.#of(owner).creations += count;
  }

  expectDeletions(owner: string, uids: readonly string[]): void {
    for (const uid of uids) this.#of(owner).deletions.add(uid);
  }

  /** A dependent was seen to come, or its creation failed. */
  created(owner: string, count = 1): void {
    const expected = this.#expected.get(owner);
    if (expected) expected.creations = Math.max(0, expected.creations - count);
  }

  /** A dependent was seen to go, or its deletion failed. */
  deleted(owner: string, uid: string): void {
    this.#expected.get(owner)?.deletions.delete(uid);
  }

  /** Whether the cache shows all that was done. */
  isSettled(owner: string): boolean {
    const expected = this.#expected.get(owner);
    if (!expected) return true;
    const isDone = expected.creations === 0 && expected.deletions.size === 0;
    if (!isDone && this.#now().getTime() - expected.sinceMs < giveUpMs) return false;
    this.#expected.delete(owner);
    return true;
  }

  forget(owner: string): void {
    this.#expected.delete(owner);
  }

  #of(owner: string): Expected {
    const sinceMs = this.#now().getTime();
    const expected = this.#expected.get(owner) ?? { creations: 0, deletions: new Set<string>(), sinceMs };
    expected.sinceMs = sinceMs;
    this.#expected.set(owner, expected);
    return expected;
  }
}
