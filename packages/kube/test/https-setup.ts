// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import { quiet } from '@kubevirt-ts/testkit';
import { type IssueOptions, issue, type KeyPair, newAuthority } from '../src/certificates/authority.ts';
import type { CertificateSource } from '../src/certificates/sources.ts';
import { type HttpsServer, type ServeOptions, serveHttps } from '../src/serve/https-server.ts';

/** An authority that is valid now. */
export const authority = (commonName = 'ca'): Promise<KeyPair> =>
  newAuthority({ commonName, durationMs: 3_600_000, now: new Date(Date.now() - 60_000) });

/** A certificate that is valid now. */
export const certificate = (ca: KeyPair, commonName: string, usages: IssueOptions['usages']): Promise<KeyPair> =>
  issue(ca, { commonName, dnsNames: ['localhost'], usages, durationMs: 3_600_000, now: new Date() });

/** A certificate source that a test changes. */
export function changeable(pair: KeyPair): CertificateSource & { change(next: KeyPair): void } {
  const listeners: (() => void)[] = [];
  let current = pair;
  return {
    current: () => current,
    onChange: (listener) => void listeners.push(listener),
    change(next) {
      current = next;
      for (const listener of listeners) listener();
    },
  };
}

/** A server for a test, on a port of its own. */
export async function serve(
  o: Partial<ServeOptions> & Pick<ServeOptions, 'certificate' | 'handle'>,
): Promise<HttpsServer & { stop(): Promise<void>; abort(): void }> {
  const ending = new AbortController();
  const server = await serveHttps({
    port: 0,
    host: '127.0.0.1',
    signal: ending.signal,
    logger: quiet(),
    drainMs: 0,
    graceMs: 100,
    ...o,
  });
  const stop = () => {
    ending.abort();
    return server.closed;
  };
  return { ...server, stop, abort: () => ending.abort() };
}

/** What was answered, and by whom. */
export interface Answered {
  code: number;
  body: string;
  headers: IncomingMessage['headers'];
  peer: string;
}

/** Sends one request, over a connection of its own unless an agent is given. */
export function ask(port: number, path: string, o: https.RequestOptions & { body?: string } = {}): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const request = https.request(
      { host: '127.0.0.1', servername: 'localhost', port, path, agent: false, ...o },
      async (response) => {
        const { socket } = response as unknown as { socket: import('node:tls').TLSSocket };
        const peer = socket.getPeerCertificate().fingerprint256;
        let body = '';
        try {
          for await (const chunk of response) body += chunk;
          resolve({ code: response.statusCode ?? 0, body, headers: response.headers, peer });
        } catch (error) {
          reject(error);
        }
      },
    );
    request.once('error', reject);
    request.end(o.body);
  });
}
