// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type KeyPair, type Logger, readByListener } from '@kubevirt-ts/kube';
import type { Front } from './front.ts';

/** What is served to whom. */
export interface ListenOptions {
  front: Front;
  certificate: KeyPair;
  /** The authority whose client certificates are believed, PEM. */
  clientCa: string;
  logger: Logger;
}

/** One front on as many addresses as are asked for. */
export interface Listener {
  /** Begins to listen; gives the port, which is a free one when 0 was asked for. @throws Error EADDRINUSE and others */
  listen(host: string, port: number): Promise<number>;
  /** Takes no more connections, and resolves when those there are have ended; at the latest after the grace, which ends them. */
  close(graceMs: number): Promise<void>;
}

/** Serves HTTPS. Clients without a certificate, or with another authority's, get through: the front asks who they are. */
export function listener(o: ListenOptions): Listener {
  const servers: https.Server[] = [];
  const upgraded = new Set<Duplex>();

  const create = () => {
    const server = https.createServer({
      cert: o.certificate.certificatePem,
      key: o.certificate.keyPem,
      ca: o.clientCa,
      minVersion: 'TLSv1.2',
      requestCert: true,
      rejectUnauthorized: false,
      handshakeTimeout: 10_000,
      // Go's clients close idle connections after 90 s: they must be the ones to close.
      keepAliveTimeout: 180_000,
      headersTimeout: 32_000,
      // What is passed on may take as long as it likes; the front does not wait for the rest.
      requestTimeout: 0,
      maxHeaderSize: 64 * 1024,
      noDelay: true,
    });
    readByListener(server);
    server.on('request', (request, response) => {
      response.on('error', (error) => o.logger.debug({ err: error }, 'a response could not be sent'));
      void o.front.handle(request, response);
    });
    server.on('upgrade', (request, socket: Duplex, head) => {
      upgraded.add(socket);
      socket.once('close', () => upgraded.delete(socket));
      void o.front.upgrade(request, socket, head);
    });
    server.on('tlsClientError', (error) => o.logger.debug({ err: error }, 'a TLS handshake failed'));
    server.on('connection', (socket: Socket) => socket.setKeepAlive(true, 30_000));
    return server;
  };

  return {
    async listen(host, port) {
      const server = create();
      const listening = Promise.withResolvers<void>();
      server.once('error', listening.reject);
      server.listen(port, host, listening.resolve);
      await listening.promise;
      server.on('error', (error) => o.logger.error({ err: error }, 'the HTTPS server failed'));
      servers.push(server);
      return (server.address() as AddressInfo).port;
    },
    async close(graceMs) {
      const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
      for (const server of servers) server.closeIdleConnections();
      const force = setTimeout(() => {
        for (const socket of upgraded) socket.destroy();
        for (const server of servers) server.closeAllConnections();
      }, graceMs);
      await Promise.all(closed);
      clearTimeout(force);
    },
  };
}
