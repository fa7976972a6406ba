// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Duplex } from 'node:stream';
import { createWebSocketStream, WebSocketServer } from 'ws';
import { badRequest } from '../errors.ts';
import type { ApiRequest } from '../request.ts';

type Upgrade = NonNullable<ApiRequest['upgrade']>;

const maxMessageBytes = 1024 * 1024;

/** What a client asks to speak: SPDY, or websocket with the subprotocols it offers; none for a plain request. */
export function askedProtocol(request: ApiRequest): 'spdy' | 'websocket' | undefined {
  const upgrade = request.headers.upgrade?.toLowerCase() ?? '';
  return upgrade.startsWith('spdy/') ? 'spdy' : upgrade === 'websocket' ? 'websocket' : undefined;
}

/** The request's connection, to be taken over. @throws ApiError when the client asked for no upgrade */
export function upgradeOf(request: ApiRequest): Upgrade {
  if (request.upgrade === undefined) throw badRequest('Upgrade request required');
  return request.upgrade;
}

/** Answers `101 Switching Protocols` for SPDY with the chosen protocol of those the client offers. */
export function acceptSpdy({ request, socket, head }: Upgrade, supported: readonly string[]): Duplex {
  const offered = String(request.headers['x-stream-protocol-version'] ?? '').split(/\s*,\s*/);
  const chosen = supported.find((protocol) => offered.includes(protocol));
  if (chosen === undefined && offered.some((protocol) => protocol !== ''))
    throw badRequest(
      `unable to negotiate protocol: client supports [${offered.join(' ')}], server supports [${supported.join(' ')}]`,
    );
  const lines = ['HTTP/1.1 101 Switching Protocols', 'Connection: Upgrade', 'Upgrade: SPDY/3.1'];
  if (chosen !== undefined) lines.push(`X-Stream-Protocol-Version: ${chosen}`);
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  if (head.length > 0) socket.unshift(head);
  return socket;
}

/** A websocket that was accepted: the subprotocol, its messages, and the stream of their bytes where a protocol has no messages. */
export interface AcceptedWebSocket {
  readonly protocol: string;
  /** Sends one binary message; resolves when it is on its way. */
  send(message: Buffer): Promise<void>;
  onMessage(listener: (message: Buffer) => void): void;
  onClose(listener: () => void): void;
  close(code: number): void;
  /** The bytes of all messages, both ways. */
  stream(): Duplex;
  pause(): void;
  resume(): void;
}

/** Accepts a websocket with the first supported subprotocol that the client offers. @throws ApiError when there is none */
export function acceptWebSocket(
  { request, socket, head }: Upgrade,
  supported: readonly string[],
): Promise<AcceptedWebSocket> {
  const offered = String(request.headers['sec-websocket-protocol'] ?? '')
    .split(/\s*,\s*/)
    .filter(Boolean);
  const chosen = supported.find((protocol) => offered.includes(protocol));
  if (chosen === undefined && offered.length > 0)
    throw badRequest(
      `unable to negotiate subprotocol: client offers [${offered.join(' ')}], server supports [${supported.join(' ')}]`,
    );
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    handleProtocols: () => chosen ?? false,
    perMessageDeflate: false,
  });
  return new Promise((resolve) => {
    server.handleUpgrade(request, socket, head, (ws) => {
      ws.on('error', () => ws.terminate());
      resolve({
        protocol: chosen ?? '',
        send: (message) => new Promise((sent) => ws.send(message, { binary: true }, () => sent())),
        onMessage: (listener) => void ws.on('message', (data) => listener(data as Buffer)),
        onClose: (listener) => void ws.on('close', listener),
        close: (code) => ws.close(code),
        stream: () => createWebSocketStream(ws),
        pause: () => ws.pause(),
        resume: () => ws.resume(),
      });
    });
  });
}
