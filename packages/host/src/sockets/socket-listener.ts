// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { chmod, chown, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import type { Log } from '../log.ts';
import { type FlowGate, flowGate, throttle } from './flow-gate.ts';

/** One peer that dialled in. */
export interface SocketConnection {
  socket: Socket;
  gate: FlowGate;
}

/** Settings of a listener. */
export interface SocketListenerOptions {
  path: string;
  /** Group that may connect; the socket stays this process's. */
  gid: number;
  onConnection(connection: SocketConnection): void;
  log: Log;
  /** What one peer may send. @defaultValue 4 MiB */
  bytesPerSecond?: number;
  /** Connections after which the socket is closed for `restMs`. @defaultValue 20 */
  maxConnections?: number;
  /** Time within which `maxConnections` are too many, and time of rest after it. @defaultValue 10000 */
  restMs?: number;
}

/** A socket that others dial. */
export interface SocketListener {
  /** Cuts the present peer off; it may dial again. */
  drop(): void;
  /** Cuts the present peer off and removes the socket. */
  close(): void;
}

/**
 * Listens on a socket and serves one peer at a time: whoever dials while a peer is connected is refused, so that nobody
 * can push it out, and one who dials over and over finds the socket closed for a while.
 */
export async function socketListener(options: SocketListenerOptions): Promise<SocketListener> {
  const { path, log, bytesPerSecond = 4 * 1024 * 1024, maxConnections = 20, restMs = 10_000 } = options;
  let server: Server | undefined;
  let active: Socket | undefined;
  let closed = false;
  let dialled = 0;
  let windowMs = performance.now();
  let rest: NodeJS.Timeout | undefined;

  const flooded = (): boolean => {
    const nowMs = performance.now();
    if (nowMs - windowMs > restMs) {
      windowMs = nowMs;
      dialled = 0;
    }
    return ++dialled > maxConnections;
  };
  const accept = (socket: Socket): void => {
    socket.on('error', () => socket.destroy());
    if (flooded()) {
      socket.destroy();
      takeRest();
    } else if (active && !active.destroyed) socket.destroy();
    else {
      active = socket;
      socket.once('close', () => {
        if (active === socket) active = undefined;
      });
      const gate = flowGate(socket);
      throttle(socket, gate, bytesPerSecond);
      options.onConnection({ socket, gate });
    }
  };
  const takeRest = (): void => {
    if (rest || closed) return;
    log.warn({ path, restMs }, 'too many connections, the socket rests');
    server?.close();
    rest = setTimeout(() => {
      rest = undefined;
      dialled = 0;
      start().catch((error: unknown) => log.warn({ path, error: String(error) }, 'the socket stays closed'));
    }, restMs);
  };
  const start = async (): Promise<void> => {
    await rm(path, { force: true });
    if (closed) return;
    const next = createServer(accept);
    const listening = Promise.withResolvers<void>();
    next.once('error', listening.reject);
    next.listen({ path, backlog: 8 }, listening.resolve);
    await listening.promise;
    server = next;
    next.on('error', (error) => log.warn({ path, error: error.message }, 'the socket failed'));
    await chown(path, process.getuid?.() ?? 0, options.gid);
    await chmod(path, 0o660);
  };

  await start();
  return {
    drop: () => active?.destroy(),
    close: () => {
      closed = true;
      clearTimeout(rest);
      active?.destroy();
      server?.close();
    },
  };
}
