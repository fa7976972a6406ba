// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { SecureContextOptions } from 'node:tls';
import type { CertificateSource } from '../certificates/sources.ts';
import { delay } from '../delay.ts';
import type { Logger } from '../logger.ts';
import { BodyError } from './body.ts';
import { readByListener } from './read-by-listener.ts';

/** What is served, and how. */
export interface ServeOptions {
  /** 0 takes any free one. */
  port: number;
  host?: string;
  certificate: CertificateSource;
  /**
   * The authorities (PEM) of which client certificates are asked for; without it none is. A client that has none, or
   * another's, still gets through: it is for `handle` to ask who it is.
   */
  clientCa?: () => string | undefined;
  // biome-ignore lint/suspicious/noConfusingVoidType: a handler may be async or not
  handle: (request: IncomingMessage, response: ServerResponse) => void | boolean | Promise<void | boolean>;
  /** Takes over connections that ask to speak something else, as websockets do. */
  upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Begins the end. */
  signal: AbortSignal;
  logger: Logger;
  /** How long after the signal it goes on serving, so that whoever still sends here can notice. @defaultValue 5000 */
  drainMs?: number;
  /** How long after that, requests being answered and upgraded connections may take. @defaultValue 5000 */
  graceMs?: number;
  /** Connections at once; more are closed. @defaultValue 1000 */
  maxConnections?: number;
}

/** A server that is listening. */
export interface HttpsServer {
  readonly port: number;
  /** Resolves when, after the signal, the last connection is closed. */
  readonly closed: Promise<void>;
}

/** Serves HTTPS until the signal and a little longer; certificates and authorities are replaced without a pause. */
export async function serveHttps(o: ServeOptions): Promise<HttpsServer> {
  const context = (): SecureContextOptions => ({
    cert: o.certificate.current()?.certificatePem,
    key: o.certificate.current()?.keyPem,
    ca: o.clientCa?.(),
    minVersion: 'TLSv1.2',
  });
  const server = https.createServer({
    ...context(),
    requestCert: o.clientCa !== undefined,
    rejectUnauthorized: false,
    handshakeTimeout: 10_000,
    // Longer than the API server keeps an idle connection: it must be the one to close, or its next request is lost.
    keepAliveTimeout: 150_000,
    headersTimeout: 15_000,
    requestTimeout: 60_000,
  });
  server.maxConnections = o.maxConnections ?? 1000;

  let trusted = o.clientCa?.();
  const renew = () => {
    trusted = o.clientCa?.();
    try {
      server.setSecureContext(context());
    } catch (error) {
      o.logger.error({ err: error }, 'the certificate or authorities cannot be used, the last ones stay');
    }
  };
  o.certificate.onChange(renew);
  // Before Node's own listener, which begins the handshake.
  server.prependListener('connection', () => {
    if (o.clientCa?.() !== trusted) renew();
  });
  readByListener(server);
  server.on('tlsClientError', (error) => o.logger.debug({ err: error }, 'a TLS handshake failed'));

  const upgraded = new Set<Duplex>();
  server.on('request', (request, response) => void answer(o, request, response));
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', (error) => o.logger.debug({ err: error }, 'an upgraded connection failed'));
    if (!o.upgrade) {
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
      return;
    }
    upgraded.add(socket);
    socket.once('close', () => upgraded.delete(socket));
    o.upgrade(request, socket, head);
  });

  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject);
  server.listen(o.port, o.host, listening.resolve);
  await listening.promise;
  server.on('error', (error) => o.logger.error({ err: error }, 'the HTTPS server failed'));
  return { port: (server.address() as AddressInfo).port, closed: closeAfterSignal(o, server, upgraded) };
}

async function answer(o: ServeOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (o.signal.aborted) response.setHeader('connection', 'close');
  response.on('error', (error) => o.logger.debug({ err: error }, 'a response could not be sent'));
  try {
    await o.handle(request, response);
  } catch (error) {
    const code = error instanceof BodyError ? error.code : 500;
    if (code === 500) o.logger.error({ err: error, method: request.method, url: request.url }, 'a request failed');
    if (response.headersSent) response.destroy();
    else {
      response.writeHead(code, { 'content-type': 'text/plain', connection: 'close' });
      response.end(error instanceof BodyError ? error.message : 'internal error');
    }
  }
}

async function closeAfterSignal(o: ServeOptions, server: https.Server, upgraded: Set<Duplex>): Promise<void> {
  if (!o.signal.aborted) {
    await new Promise<void>((resolve) => {
      o.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
  await delay(o.drainMs ?? 5000);
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  const force = setTimeout(() => {
    for (const socket of upgraded) socket.destroy();
    server.closeAllConnections();
  }, o.graceMs ?? 5000);
  await closed;
  clearTimeout(force);
}
