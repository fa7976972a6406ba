// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { connect, isIPv6 } from 'node:net';
import type { ProbeAnswer } from './answer.ts';

/** Opens a connection; that it opens is all that is asked. */
export function probeTcp(host: string, port: number, timeoutMs: number): Promise<ProbeAnswer> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const timer = setTimeout(
      () => socket.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })),
      timeoutMs,
    );
    socket.once('connect', () => resolve({ ok: true, message: '' }));
    socket.once('error', (error) => resolve({ ok: false, message: dialFailure(error, host, port) }));
    socket.once('close', () => clearTimeout(timer));
    socket.once('connect', () => socket.destroy());
  });
}

const words: Record<string, string> = {
  ECONNREFUSED: 'connect: connection refused',
  EHOSTUNREACH: 'connect: no route to host',
  ENETUNREACH: 'connect: network is unreachable',
  ETIMEDOUT: 'i/o timeout',
};

/** Why a connection failed, as Go says it. */
export function dialFailure(error: Error & { code?: string }, host: string, port: number): string {
  if (error.code === 'ECONNRESET') return `read: connection reset by peer`;
  const why = words[error.code ?? ''];
  return why ? `dial tcp ${isIPv6(host) ? `[${host}]` : host}:${port}: ${why}` : error.message;
}
