// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Duplex } from 'node:stream';
import type { SocketConnection } from '@kubevirt-ts/host';

/** How long a client of the console may leave its output untouched before it is cut off: the guest waits meanwhile. */
const stalledMs = 10_000;

/** The guest's first serial port, with at most one person at it. */
export interface SerialLine {
  /** QEMU dialled in. */
  attach(connection: SocketConnection): void;
  /** A person takes the console over, from whoever has it; false when QEMU is not connected. */
  take(client: Duplex): boolean;
  close(): void;
}

/**
 * Makes the line. What the guest writes while nobody is there is thrown away (the pod's log has it); what it writes faster
 * than the person reads waits in QEMU, not here.
 */
export function serialLine(): SerialLine {
  let line: SocketConnection | undefined;
  let client: Duplex | undefined;

  const leave = (who: Duplex): void => {
    if (client === who) client = undefined;
    who.destroy();
  };
  const toClient = ({ gate }: SocketConnection, chunk: Uint8Array): void => {
    const reader = client;
    if (!reader || reader.destroyed || reader.write(chunk)) return;
    const release = gate.hold();
    const stalled = setTimeout(() => leave(reader), stalledMs);
    const go = (): void => {
      clearTimeout(stalled);
      release();
    };
    reader.once('drain', go).once('close', go);
  };
  return {
    attach(connection) {
      line = connection;
      const { socket } = connection;
      socket.on('data', (chunk: Uint8Array) => toClient(connection, chunk));
      socket.once('close', () => {
        if (line === connection) line = undefined;
        if (client) leave(client);
      });
    },
    take(next) {
      if (!line) return false;
      if (client) leave(client);
      client = next;
      const { socket } = line;
      next.on('error', () => leave(next)).once('close', () => leave(next));
      next.on('data', (chunk: Uint8Array) => {
        if (client !== next || socket.write(chunk)) return;
        next.pause();
        socket.once('drain', () => next.resume());
      });
      return true;
    },
    close() {
      if (client) leave(client);
      line?.socket.destroy();
    },
  };
}
