// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Client } from '../src/client/client.ts';
import { restClient } from '../src/client/rest-client.ts';
import { TokenBucket } from '../src/client/token-bucket.ts';
import { httpTransport } from '../src/client/transport.ts';

/** Answers one request of a test. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** An HTTP server that answers each request by the next of `answers`, the last one again and again. */
export async function apiServer(answers: Answer[]): Promise<{
  client: Client;
  requests: { method: string; url: URL; headers: http.IncomingHttpHeaders }[];
  tokens: string[];
  close(): Promise<void>;
}> {
  const requests: { method: string; url: URL; headers: http.IncomingHttpHeaders }[] = [];
  const tokens = ['first'];
  const server = http.createServer((request, response) => {
    requests.push({
      method: request.method ?? '',
      url: new URL(request.url ?? '', 'http://server'),
      headers: request.headers,
    });
    request.resume();
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    answer?.(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const credentials = {
    current: async () => ({
      server: `http://127.0.0.1:${port}`,
      headers: { authorization: `Bearer ${tokens[0]}` },
      tls: {},
    }),
    refused: () => void (tokens.length > 1 && tokens.shift()),
  };
  const client = restClient({
    transport: httpTransport({ credentials, userAgent: 'test' }),
    bucket: new TokenBucket({ qps: 1000, burst: 1000, nowMs: () => performance.now() }),
    timeoutMs: 10_000,
  });
  return {
    client,
    requests,
    tokens,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers in JSON. */
export function json(code: number, value: unknown, headers: http.OutgoingHttpHeaders = {}): Answer {
  return (_request, response) => {
    response.writeHead(code, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(value));
  };
}

/** Answers with a Status of failure. */
export function failure(code: number, reason: string, headers: http.OutgoingHttpHeaders = {}): Answer {
  return json(code, { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message: reason }, headers);
}

/** Drops the connection without an answer. */
export const reset: Answer = (request) => void request.socket.resetAndDestroy();

/** Answers a list with config maps of these names and versions. */
export function listed(resourceVersion: string, items: Record<string, string>, next?: string): Answer {
  return json(200, {
    kind: 'ConfigMapList',
    apiVersion: 'v1',
    metadata: { resourceVersion, ...(next && { continue: next }) },
    items: Object.entries(items).map(([name, version]) => configMap(name, version)),
  });
}

/** Answers a watch with these events, and then ends it, breaks it, or leaves it open. */
export function watched(events: unknown[], then: 'end' | 'break' | 'open'): Answer {
  return (request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const text = Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    // Two pieces, so that a line, and at times a character, is in both.
    response.write(text.subarray(0, text.length / 2));
    response.write(text.subarray(text.length / 2), () => {
      if (then === 'end') response.end();
      if (then === 'break') request.socket.resetAndDestroy();
    });
  };
}

/** A config map as a server gives it. */
export function configMap(name: string, resourceVersion: string): object {
  return { metadata: { namespace: 'default', name, uid: `uid-${name}`, resourceVersion, managedFields: [{}] } };
}
