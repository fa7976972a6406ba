// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isAlreadyExists, isConflict } from '../client/api-error.ts';
import type { Client } from '../client/client.ts';
import { resources } from '../resource.ts';
import type { Lease } from '../wire.ts';

/**
 * A lease that one holder at a time has. Another's lease counts as left when it was not seen to change for its duration by
 * our own clock: times that others write are never compared with ours.
 */
export class LeaseLock {
  readonly #o: { client: Client; namespace: string; name: string; identity: string };
  readonly #leaseMs: number;
  /** The last lease seen, and when it was first seen so. */
  #seen: { lease: Lease; atMs: number } | undefined;
  /** When the attempt that last got or renewed the lease began. */
  heldSinceMs = Number.NEGATIVE_INFINITY;
  /** Whether someone else was seen to hold it. */
  isTaken = false;

  constructor(o: { client: Client; namespace: string; name: string; identity: string }, leaseMs: number) {
    this.#o = o;
    this.#leaseMs = leaseMs;
  }

  /** Takes the lease, or renews it; false when another holds it or was faster. */
  async tryHold(): Promise<boolean> {
    const startedMs = performance.now();
    const { client, identity } = this.#o;
    // While it is ours the last answer is good enough to write over; a conflict makes us look again.
    const isOurs = this.#seen?.lease.spec?.holderIdentity === identity;
    const current = isOurs ? this.#seen?.lease : await this.#look();
    try {
      if (!current) {
        const made = await client.create(resources.leases, this.#next(undefined));
        this.#held(made, startedMs);
        return true;
      }
      if (!this.#isFree(current)) return false;
      this.#held(await client.update(resources.leases, this.#next(current)), startedMs);
      return true;
    } catch (error) {
      this.#seen = isOurs ? undefined : this.#seen;
      if (isConflict(error) || isAlreadyExists(error)) {
        if (isOurs) return this.tryHold();
        return false;
      }
      throw error;
    }
  }

  /** Gives the lease back, so that the next holder need not wait. */
  async release(): Promise<void> {
    const { client, namespace, name, identity } = this.#o;
    const current = await client.find(resources.leases, { namespace, name });
    if (current?.spec?.holderIdentity !== identity) return;
    const spec = { ...current.spec, holderIdentity: '', leaseDurationSeconds: 1, renewTime: microTime(new Date()) };
    await client.update(resources.leases, { ...current, spec });
    this.heldSinceMs = Number.NEGATIVE_INFINITY;
  }

  async #look(): Promise<Lease | undefined> {
    const { client, namespace, name } = this.#o;
    const lease = await client.find(resources.leases, { namespace, name });
    if (!lease) this.#seen = undefined;
    else if (lease.metadata?.resourceVersion !== this.#seen?.lease.metadata?.resourceVersion) {
      this.#seen = { lease, atMs: performance.now() };
    }
    return lease;
  }

  #isFree({ spec }: Lease): boolean {
    const holder = spec?.holderIdentity;
    this.isTaken = Boolean(holder) && holder !== this.#o.identity;
    if (!this.isTaken) return true;
    const durationMs = (spec?.leaseDurationSeconds ?? this.#leaseMs / 1000) * 1000;
    return performance.now() - (this.#seen?.atMs ?? Number.POSITIVE_INFINITY) >= durationMs;
  }

  #held(lease: Lease, startedMs: number): void {
    this.#seen = { lease, atMs: performance.now() };
    this.heldSinceMs = Math.max(this.heldSinceMs, startedMs);
    this.isTaken = false;
  }

  #next(current: Lease | undefined): Lease {
    const { namespace, name, identity } = this.#o;
    const now = microTime(new Date());
    const isSame = current?.spec?.holderIdentity === identity;
    const transitions = current?.spec?.leaseTransitions ?? 0;
    return {
      ...current,
      metadata: { ...current?.metadata, namespace, name },
      spec: {
        ...current?.spec,
        holderIdentity: identity,
        leaseDurationSeconds: Math.max(1, Math.ceil(this.#leaseMs / 1000)),
        acquireTime: isSame ? current?.spec?.acquireTime : now,
        renewTime: now,
        leaseTransitions: current === undefined || isSame ? transitions : transitions + 1,
      },
    };
  }
}

/** A time as metav1.MicroTime is on the wire. */
function microTime(time: Date): string {
  return time.toISOString().replace('Z', '000Z');
}
