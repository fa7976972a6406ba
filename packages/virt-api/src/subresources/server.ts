// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { ApiError, type Logger, sendJson } from '@kubevirt-ts/kube';
import { authorize, type Guard } from './authorize.ts';
import { type Call, readOptions } from './call.ts';
import { documents } from './discovery.ts';
import { vmiFor } from './guest.ts';
import { group, pathOf, type Target, targetOf, versions } from './path.ts';
import { CallError, internal, sendError, statusOf } from './status.ts';
import { type Subresource, subresourceOf } from './table.ts';
import type { VirtHandlers } from './virt-handlers.ts';

/** What the subresource API is served with. */
export interface SubresourceServerOptions {
  guard: Guard;
  handlers: VirtHandlers;
  version: string;
  logger: Logger;
}

/** The subresource API, aggregated into the cluster's. */
export interface SubresourceServer {
  /** Answers a plain request, and says whether it was one of its own. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  /** Takes over a request for a stream. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

const subprotocol = 'plain.kubevirt.io';
const healthPaths = new Set(versions.map((version) => `/apis/${group}/${version}/healthz`));

const unknown = ({ resource, subresource }: Target): CallError =>
  new CallError(404, 'NotFound', `${resource}/${subresource} is not offered by this version of kubevirt-ts.`);

const asCallError = (error: unknown): CallError => {
  if (error instanceof CallError) return error;
  if (error instanceof ApiError)
    return new CallError(error.code || 500, error.reason || 'InternalError', error.message);
  return internal('unexpected error');
};

/** The headers of a websocket's handshake that go on to virt-handler: none that says who asks. */
const handshakeOf = ({ headers }: IncomingMessage): Record<string, string> => {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((text) => text.trim());
  return {
    'sec-websocket-key': headers['sec-websocket-key'] ?? '',
    'sec-websocket-version': headers['sec-websocket-version'] ?? '13',
    ...(offered.includes(subprotocol) && { 'sec-websocket-protocol': subprotocol }),
  };
};

const refuseUpgrade = (socket: Duplex, error: CallError): void => {
  const body = JSON.stringify(statusOf(error));
  socket.end(
    `HTTP/1.1 ${error.code} ${error.reason}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
};

/** Copies bytes both ways until one side ends; what one does not take, the other does not send. */
const join = (a: Duplex, b: Duplex): void => {
  const end = () => {
    a.destroy();
    b.destroy();
  };
  for (const side of [a, b]) side.once('close', end).once('error', end);
  a.pipe(b).pipe(a);
};

/** The subresource API over everything it needs. */
export const subresourceServer = (o: SubresourceServerOptions): SubresourceServer => {
  const told = documents(o.version);

  const report = (error: unknown, target: Target): CallError => {
    const answer = asCallError(error);
    if (answer.code >= 500) o.logger.error({ err: error, ...target }, 'a subresource call failed');
    return answer;
  };

  const rowFor = (target: Target, method = 'GET'): Subresource => {
    const row = subresourceOf(target.resource, target.subresource);
    if (!row) throw unknown(target);
    if (row.method !== method)
      throw new CallError(405, 'MethodNotAllowed', `${target.subresource} takes ${row.method}, not ${method}`);
    return row;
  };

  const call = async (request: IncomingMessage, target: Target): Promise<{ code: number; body?: unknown }> => {
    const row = rowFor(target, request.method);
    await authorize(request, target, o.guard);
    if (!row.serve) throw new CallError(400, 'BadRequest', `${target.subresource} has to be opened as a websocket`);
    const options = request.method === 'PUT' ? await readOptions(request) : {};
    const made: Call = { target, options, client: o.guard.client, handlers: o.handlers };
    return row.serve(made);
  };

  const health = async (response: ServerResponse): Promise<void> => {
    try {
      const version = await o.guard.client.raw('GET', '/version');
      sendJson(response, 200, { apiserver: { connectivity: 'ok', version } });
    } catch (error) {
      sendJson(response, 500, { apiserver: { connectivity: 'failed', error: asCallError(error).message } });
    }
  };

  const open = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const target = targetOf(request.url);
    if (!target) return refuseUpgrade(socket, new CallError(404, 'NotFound', 'no such stream'));
    try {
      const row = rowFor(target, request.method);
      await authorize(request, target, o.guard);
      if (!row.stream) throw new CallError(400, 'BadRequest', `${target.subresource} is no stream`);
      const vmi = await vmiFor({ client: o.guard.client, target }, row.stream);
      const stream = await o.handlers.stream(vmi, target.subresource, handshakeOf(request));
      if (!stream.upgraded) throw new CallError(stream.code, 'InternalError', stream.message);
      const { 'sec-websocket-accept': accept, 'sec-websocket-protocol': protocol } = stream.headers;
      socket.write(
        [
          'HTTP/1.1 101 Switching Protocols',
          'Upgrade: websocket',
          'Connection: Upgrade',
          `Sec-WebSocket-Accept: ${accept}`,
          ...(protocol ? [`Sec-WebSocket-Protocol: ${protocol}`] : []),
          '\r\n',
        ].join('\r\n'),
      );
      if (stream.head.length > 0) socket.write(stream.head);
      if (head.length > 0) stream.socket.write(head);
      join(socket, stream.socket);
    } catch (error) {
      refuseUpgrade(socket, report(error, target));
    }
  };

  return {
    async handle(request, response) {
      const path = pathOf(request.url);
      const document = told[path];
      if (document && request.method === 'GET') {
        sendJson(response, 200, document);
        return true;
      }
      if (healthPaths.has(path)) {
        await health(response);
        return true;
      }
      const target = targetOf(request.url);
      if (!target) return false;
      try {
        const { code, body } = await call(request, target);
        if (body === undefined) response.writeHead(code).end();
        else sendJson(response, code, body);
      } catch (error) {
        sendError(response, report(error, target));
      }
      return true;
    },
    upgrade: (request, socket, head) => void open(request, socket, head),
  };
};
