// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import {
  type Cache,
  type CertificateSource,
  type HttpsServer,
  type Logger,
  type Reloading,
  sendJson,
  serveHttps,
} from '@kubevirt-ts/kube';
import { ProtocolError } from '@kubevirt-ts/machine';
import { createWebSocketStream, WebSocketServer } from 'ws';
import type { Owners } from '../owners/owners.ts';
import { refuseCaller } from './caller.ts';
import { findTarget, type Target } from './target.ts';
import { verbs } from './verbs.ts';

/** Where and for whom the consoles are served. */
export interface ConsoleServerOptions {
  port: number;
  certificate: CertificateSource;
  clientCa: Reloading<string>;
  vmis: Cache<VirtualMachineInstance>;
  owners: Owners;
  logger: Logger;
  signal: AbortSignal;
}

/** A person types; nobody types this much at once. */
const maxFrameBytes = 64 * 1024;

/** Serves virt-api, and nobody else: the console as a websocket, the other verbs as plain requests. */
export function consoleServer(o: ConsoleServerOptions): Promise<HttpsServer> {
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
    handleProtocols: (protocols) => (protocols.has('plain.kubevirt.io') ? 'plain.kubevirt.io' : false),
  });
  const clientCa = () => o.clientCa.current();

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const no = refuseCaller(request, clientCa());
    const found = findTarget(request.url, o);
    if (no) refuse(socket, 401, no);
    else if (!found.target) refuse(socket, found.code, found.message);
    else if (found.target.verb !== 'console') refuse(socket, 404, 'no such stream');
    else openConsole(request, socket, head, found.target);
  };
  const openConsole = (request: IncomingMessage, socket: Duplex, head: Buffer, { machine, vmi }: Target): void => {
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const client = createWebSocketStream(webSocket, { highWaterMark: maxFrameBytes });
      const { namespace, name } = vmi.metadata ?? {};
      o.logger.info({ vmi: `${namespace}/${name}` }, 'console opened');
      client.once('close', () => o.logger.info({ vmi: `${namespace}/${name}` }, 'console closed'));
      client.on('error', () => client.destroy());
      if (!machine.serial.take(client)) webSocket.close(1011, 'the serial console is not connected');
    });
  };
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const no = refuseCaller(request, clientCa());
    if (no) return sendJson(response, 401, { message: no });
    const found = findTarget(request.url, o);
    if (!found.target) return sendJson(response, found.code, { message: found.message });
    const verb = verbs[found.target.verb];
    if (!verb) return sendJson(response, 404, { message: 'no such verb' });
    if (request.method !== verb.method)
      return sendJson(response, 405, { message: `${found.target.verb} is a ${verb.method}` });
    request.resume();
    try {
      sendJson(response, 200, (await verb.run(found.target.machine)) ?? {});
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      sendJson(response, 500, { message: error.message });
    }
  };
  // A console cannot be handed to the next virt-handler: it ends at once, and whoever has it dials again.
  return serveHttps({ ...o, clientCa, handle, upgrade, drainMs: 0, graceMs: 200 });
}

function refuse(socket: Duplex, code: number, message: string): void {
  const body = JSON.stringify({ message });
  socket.end(
    `HTTP/1.1 ${code} Refused\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
