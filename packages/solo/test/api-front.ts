// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import https from 'node:https';
import { issue, type KeyPair, newAuthority, Registry } from '@kubevirt-ts/kube';
import { quiet } from '@kubevirt-ts/testkit';
import { front } from '../src/apiserver/http/front.ts';
import { listener } from '../src/apiserver/http/listen.ts';
import { requestMetrics } from '../src/apiserver/http/request-metrics.ts';
import type { Handler, RequestInfo } from '../src/apiserver/request.ts';
import { authenticator } from '../src/auth/authenticator.ts';
import { type Authorizer, authorized } from '../src/auth/authorizer.ts';
import type { ServiceAccountTokens } from '../src/auth/tokens/service-account-tokens.ts';

const hourMs = 3_600_000;

/** An HTTP front on a free port of loopback, over any handler. */
export async function apiFront(o: {
  handler: Handler;
  authorizer: Authorizer;
  tokens?: Pick<ServiceAccountTokens, 'authenticate'>;
  isPassedOn?: (info: RequestInfo) => boolean;
  maxInFlight?: number;
}) {
  const now = new Date();
  const ca = await newAuthority({ commonName: 'kubernetes', durationMs: hourMs, now });
  const certificate = await issue(ca, {
    commonName: 'kube-apiserver',
    ipAddresses: ['127.0.0.1'],
    usages: 'server',
    durationMs: hourMs,
    now,
  });
  const tokens = o.tokens ?? { authenticate: () => ({ refused: 'none' }) };
  const made = front({
    authenticate: authenticator({ tokens: tokens as ServiceAccountTokens }),
    authorizer: o.authorizer,
    handler: authorized(o.authorizer, o.handler),
    isPassedOn: o.isPassedOn ?? (() => false),
    observe: requestMetrics(new Registry()),
    schemas: new Map(),
    logger: quiet(),
    maxInFlight: o.maxInFlight,
  });
  const server = listener({ front: made, certificate, clientCa: ca.certificatePem, logger: quiet() });
  const port = await server.listen('127.0.0.1', 0);
  const client = (commonName: string, organizations: string[] = []) =>
    issue(ca, { commonName, organizations, usages: 'client', durationMs: hourMs, now });
  return { ca, port, client, close: () => server.close(0) };
}

/** What a server answered. */
export interface Answered {
  code: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** Asks a server on loopback. */
export function ask(
  to: { port: number; ca: KeyPair },
  path: string,
  o: { method?: string; headers?: Record<string, string | string[]>; body?: string; client?: KeyPair } = {},
): Promise<Answered> {
  const answered = Promise.withResolvers<Answered>();
  const request = https.request({
    host: '127.0.0.1',
    port: to.port,
    path,
    method: o.method,
    headers: { connection: 'close', ...o.headers },
    ca: to.ca.certificatePem,
    cert: o.client?.certificatePem,
    key: o.client?.keyPem,
    agent: false,
  });
  request.on('error', answered.reject);
  request.on('response', (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', answered.reject);
    response.on('end', () =>
      answered.resolve({
        code: response.statusCode ?? 0,
        headers: response.headers,
        body: Buffer.concat(chunks).toString(),
      }),
    );
  });
  request.end(o.body);
  return answered.promise;
}
