// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** A clock that moves only when told to. */
export interface Clock {
  now(): Date;
  advance(ms: number): void;
  set(time: string | Date): void;
}

/** A clock that stands at `start`. @defaultValue 2026-01-01T00:00:00Z */
export function clock(start: string | Date = '2026-01-01T00:00:00Z'): Clock {
  let nowMs = new Date(start).getTime();
  return {
    now: () => new Date(nowMs),
    advance(ms) {
      nowMs += ms;
    },
    set(time) {
      nowMs = new Date(time).getTime();
    },
  };
}
