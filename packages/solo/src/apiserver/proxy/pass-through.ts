// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Logger } from '@kubevirt-ts/kube';
import type { ApiRequest, ApiResponse } from '../request.ts';
import { answeredHeaders } from './forwarded-headers.ts';

const maxListeners = 30;

/** Passes a request on to where `sent` goes, and what comes back, be it an answer or an upgrade. @throws Error when nothing does */
export function passThrough(sent: ClientRequest, request: ApiRequest, logger: Logger): Promise<ApiResponse> {
  return request.upgrade ? passUpgrade(sent, request.upgrade, logger) : passOn(sent, request);
}

/** Path and query of a request as they were sent. */
export function urlOf(request: ApiRequest): string {
  const url = (request.incoming ?? request.upgrade?.request)?.url;
  if (url) return url;
  const query = request.query.toString();
  return query ? `${request.path}?${query}` : request.path;
}

async function passOn(sent: ClientRequest, request: ApiRequest): Promise<ApiResponse> {
  const answered = answerOf(sent);
  const { incoming, body } = request;
  if (incoming) {
    // A refusal may come before all of the body was sent: the answer counts then, not that the rest was not taken.
    pipeline(incoming, sent).catch((error: unknown) => sent.destroy(error as Error));
  } else if (body === undefined) sent.end();
  else sent.end(Buffer.isBuffer(body) ? body : JSON.stringify(body));
  return answerFrom(await answered);
}

function answerOf(sent: ClientRequest): Promise<IncomingMessage> {
  const answered = Promise.withResolvers<IncomingMessage>();
  sent.on('error', answered.reject);
  sent.on('response', answered.resolve);
  return answered.promise;
}

function answerFrom(response: IncomingMessage): ApiResponse {
  const { 'content-type': contentType = '', ...headers } = answeredHeaders(response.headers);
  return { status: response.statusCode ?? 502, stream: response, contentType, headers };
}

async function passUpgrade(
  sent: ClientRequest,
  { socket, head }: NonNullable<ApiRequest['upgrade']>,
  logger: Logger,
): Promise<ApiResponse> {
  const upgraded = Promise.withResolvers<[IncomingMessage, Duplex, Buffer]>();
  sent.on('upgrade', (response, other, first) => upgraded.resolve([response, other, first]));
  const refused = answerOf(sent);
  sent.end();
  const outcome = await Promise.race([upgraded.promise, refused]);
  if (!Array.isArray(outcome)) return answerFrom(outcome);
  const [response, other, first] = outcome;
  socket.write(headOf(response));
  if (first.length) socket.write(first);
  if (head.length) other.write(head);
  joined(socket, other, logger);
  return { taken: true };
}

/** Each writes what the other sends, no faster than it is taken; the end of one is the end of both. */
function joined(client: Duplex, server: Duplex, logger: Logger): void {
  // Both directions watch both ends.
  for (const end of [client, server]) end.setMaxListeners(maxListeners);
  const end = (error?: unknown) => {
    if (error) logger.debug({ err: error }, 'a proxied connection failed');
    client.destroy();
    server.destroy();
  };
  pipeline(client, server).then(() => end(), end);
  pipeline(server, client).then(() => end(), end);
}

function headOf(response: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${response.statusCode} ${response.statusMessage}`];
  for (let i = 0; i + 1 < response.rawHeaders.length; i += 2) {
    lines.push(`${response.rawHeaders[i]}: ${response.rawHeaders[i + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}
