// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Lets `burst` through at once and `qps` a second after that, in order. */
export class TokenBucket {
  readonly #qps: number;
  readonly #burst: number;
  readonly #nowMs: () => number;
  #tokens: number;
  #atMs: number;

  constructor(o: { qps: number; burst: number; nowMs: () => number }) {
    this.#qps = o.qps;
    this.#burst = o.burst;
    this.#nowMs = o.nowMs;
    this.#tokens = o.burst;
    this.#atMs = o.nowMs();
  }

  /** Takes one token, which may be one of the future, and says how long to wait for it. */
  take(): number {
    this.#refill();
    this.#tokens -= 1;
    return this.#tokens >= 0 ? 0 : (-this.#tokens / this.#qps) * 1000;
  }

  /** Takes one token only if there is one now. */
  tryTake(): boolean {
    this.#refill();
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  #refill(): void {
    const nowMs = this.#nowMs();
    this.#tokens = Math.min(this.#burst, this.#tokens + (Math.max(0, nowMs - this.#atMs) / 1000) * this.#qps);
    this.#atMs = nowMs;
  }
}
