// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { ApiError } from '@kubevirt-ts/kube';
import { statusOf } from '../errors.ts';
import type { ApiResponse, WatchLine } from '../request.ts';

const gzipAsync = promisify(gzip);
// As the API server: smaller answers cost more to compress than to send.
const gzipFromBytes = 128 * 1024;

type Sent = Exclude<ApiResponse, { taken: true }>;

/** Sends an answer; resolves when all of it is handed over, or the client is gone. */
export async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Sent,
  warnings: readonly string[],
): Promise<void> {
  response.setHeader('cache-control', 'no-cache, private');
  if (warnings.length > 0) response.setHeader('warning', warnings.map(warningHeader));
  if ('watch' in answer) return sendWatch(response, answer.watch);
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  if ('stream' in answer) {
    if (answer.contentType) response.setHeader('content-type', answer.contentType);
    response.statusCode = answer.status;
    return sendStream(request, response, answer.stream);
  }
  return sendJson(request, response, answer.status, answer.body);
}

/** Sends the Status of a refusal, or of an error. */
export async function respondError(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  warnings: readonly string[] = [],
): Promise<void> {
  const body = statusOf(error);
  const { retryAfterMs } = error as Partial<ApiError>;
  const headers: Record<string, string> = retryAfterMs ? { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) } : {};
  return respond(request, response, { status: body.code, body, headers }, warnings);
}

async function sendJson(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: object | string,
): Promise<void> {
  if (!response.hasHeader('content-type')) response.setHeader('content-type', 'application/json');
  if (status === 304 || status === 204) {
    response.writeHead(status).end();
    return;
  }
  const text = isPretty(request) ? pretty(body) : `${typeof body === 'string' ? body : JSON.stringify(body)}\n`;
  let bytes: string | Buffer = text;
  if (text.length > gzipFromBytes && request.method === 'GET' && acceptsGzip(request)) {
    bytes = await gzipAsync(text, { level: 1 });
    response.setHeader('content-encoding', 'gzip');
    response.setHeader('vary', 'Accept-Encoding');
  }
  response.writeHead(status, { 'content-length': Buffer.byteLength(bytes) });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

async function sendStream(
  request: IncomingMessage,
  response: ServerResponse,
  chunks: AsyncIterable<Uint8Array | string>,
): Promise<void> {
  response.flushHeaders();
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  for await (const chunk of chunks) {
    if (response.destroyed) return;
    if (!response.write(chunk)) await drained(response);
  }
  response.end();
}

async function sendWatch(response: ServerResponse, lines: AsyncIterable<WatchLine>): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.flushHeaders();
  for await (const { type, object } of lines) {
    if (response.destroyed) return;
    const json = typeof object === 'string' ? object : JSON.stringify(object);
    if (!response.write(`{"type":"${type}","object":${json}}\n`)) await drained(response);
  }
  response.end();
}

async function drained(response: ServerResponse): Promise<void> {
  if (response.destroyed) return;
  const ending = new AbortController();
  const ended = once(response, 'close', { signal: ending.signal });
  await Promise.race([once(response, 'drain', { signal: ending.signal }), ended]).finally(() => ending.abort());
}

function warningHeader(text: string): string {
  const oneLine = text.replace(/[\p{Cc}]+/gu, ' ');
  return `299 - ${Buffer.from(JSON.stringify(oneLine)).toString('latin1')}`;
}

function acceptsGzip(request: IncomingMessage): boolean {
  return String(request.headers['accept-encoding'] ?? '')
    .split(',')
    .some((coding) => coding.trim().split(';')[0] === 'gzip');
}

/** @upstream People's tools get indented JSON. */
function isPretty(request: IncomingMessage): boolean {
  const asked = /[?&]pretty=([^&]*)/.exec(request.url ?? '')?.[1];
  if (asked !== undefined) return asked !== 'false' && asked !== '0';
  return /^(curl|Wget|Mozilla\/5\.0)/.test(request.headers['user-agent'] ?? '');
}

function pretty(body: object | string): string {
  return `${JSON.stringify(typeof body === 'string' ? JSON.parse(body) : body, null, 2)}\n`;
}
