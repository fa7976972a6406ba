// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Readable } from 'node:stream';

/** Lets several parties stop a stream without one of them starting it while another still wants it stopped. */
export interface FlowGate {
  /** Stops the stream until the returned function is called. */
  hold(): () => void;
}

/** Makes the gate of a stream; nobody else may call its `pause` and `resume`. */
export function flowGate(stream: Readable): FlowGate {
  let holders = 0;
  return {
    hold() {
      let held = true;
      if (++holders === 1) stream.pause();
      return () => {
        if (!held) return;
        held = false;
        if (--holders === 0 && !stream.destroyed) stream.resume();
      };
    },
  };
}

/** Lets at most `bytesPerSecond` through: a peer that sends more waits in its own memory, not in ours. */
export function throttle(stream: Readable, gate: FlowGate, bytesPerSecond: number): void {
  let bytes = 0;
  let windowMs = 0;
  let timer: NodeJS.Timeout | undefined;
  stream.on('data', (chunk: Uint8Array) => {
    const nowMs = performance.now();
    if (nowMs - windowMs >= 1000) {
      windowMs = nowMs;
      bytes = 0;
    }
    bytes += chunk.length;
    if (bytes < bytesPerSecond || timer) return;
    const release = gate.hold();
    timer = setTimeout(
      () => {
        timer = undefined;
        release();
      },
      Math.max(1, windowMs + 1000 - nowMs),
    );
  });
  stream.once('close', () => clearTimeout(timer));
}
