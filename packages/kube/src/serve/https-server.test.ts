// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import https from 'node:https';
import { test } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import { ask, authority, certificate, changeable, serve } from '../../test/https-setup.ts';
import { inspect } from '../certificates/inspect.ts';
import { readBody } from './body.ts';
import { healthHandler } from './health.ts';

test('a verified client gets an answer; a new certificate is served to the next connection', async () => {
  const ca = await authority();
  const [first, second] = await Promise.all([certificate(ca, 'a', 'server'), certificate(ca, 'b', 'server')]);
  const source = changeable(first);
  const server = await serve({ certificate: source, handle: (_, response) => void response.end('hello') });
  const options = { ca: ca.certificatePem };
  const before = await ask(server.port, '/', options);
  assert.deepEqual([before.body, before.peer], ['hello', inspect(first.certificatePem)?.fingerprint]);
  source.change(second);
  const after = await ask(server.port, '/', options);
  assert.equal(after.peer, inspect(second.certificatePem)?.fingerprint);
  await server.stop();
});

test('TLS 1.1 is refused', async () => {
  const ca = await authority();
  const source = changeable(await certificate(ca, 'a', 'server'));
  const server = await serve({ certificate: source, handle: (_, response) => void response.end() });
  const options = { ca: ca.certificatePem, minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' } as const;
  await assert.rejects(ask(server.port, '/', { ...options, ciphers: 'DEFAULT@SECLEVEL=0' }));
  await server.stop();
});

test('client certificates are told apart, also after the authority was replaced', async () => {
  const [ca, clients, newClients] = await Promise.all([authority(), authority('clients'), authority('new')]);
  const source = changeable(await certificate(ca, 'a', 'server'));
  let trusted = clients.certificatePem;
  const server = await serve({
    certificate: source,
    clientCa: () => trusted,
    handle: (request, response) => void response.end(String((request.socket as TLSSocket).authorized)),
  });
  const verdict = async (signer: typeof ca | undefined) => {
    const pair = signer && (await certificate(signer, 'client', 'client'));
    const options = { ca: ca.certificatePem, cert: pair?.certificatePem, key: pair?.keyPem };
    return (await ask(server.port, '/', options)).body;
  };
  assert.deepEqual(
    [await verdict(clients), await verdict(newClients), await verdict(undefined)],
    ['true', 'false', 'false'],
  );
  trusted = newClients.certificatePem;
  assert.deepEqual([await verdict(clients), await verdict(newClients)], ['false', 'true']);
  await server.stop();
});

test('after the signal it still answers, not ready and with Connection: close, then ends', async () => {
  const ca = await authority();
  const source = changeable(await certificate(ca, 'a', 'server'));
  const ending = new AbortController();
  const gate = Promise.withResolvers<void>();
  const health = healthHandler({ signal: ending.signal });
  const server = await serve({
    certificate: source,
    signal: ending.signal,
    drainMs: 300,
    graceMs: 10_000,
    async handle(request, response) {
      if (await health(request, response)) return;
      await gate.promise;
      response.end('late');
    },
  });
  const agent = new https.Agent({ keepAlive: true });
  const options = { ca: ca.certificatePem, agent };
  assert.equal((await ask(server.port, '/readyz', options)).code, 200);
  const slow = ask(server.port, '/slow', { ca: ca.certificatePem });
  ending.abort();
  const draining = await ask(server.port, '/readyz', options);
  assert.deepEqual(
    [draining.code, draining.headers.connection, draining.body],
    [503, 'close', 'shutdown: shutting down'],
  );
  assert.equal((await ask(server.port, '/healthz', { ca: ca.certificatePem })).code, 200);
  gate.resolve();
  assert.equal((await slow).body, 'late');
  await server.closed;
  await assert.rejects(ask(server.port, '/healthz', { ca: ca.certificatePem }), { code: 'ECONNREFUSED' });
  agent.destroy();
});

test('a body that is too long is refused, and a handler that throws says nothing of why', async () => {
  const ca = await authority();
  const source = changeable(await certificate(ca, 'a', 'server'));
  const server = await serve({
    certificate: source,
    async handle(request, response) {
      if (request.url === '/broken') throw new Error('a secret');
      response.end(String((await readBody(request, 10)).length));
    },
  });
  const post = (body: string) => ask(server.port, '/', { ca: ca.certificatePem, method: 'POST', body });
  assert.equal((await post('0123456789')).body, '10');
  assert.equal((await post('01234567890')).code, 413);
  const broken = await ask(server.port, '/broken', { ca: ca.certificatePem });
  assert.deepEqual([broken.code, broken.body], [500, 'internal error']);
  await server.stop();
});

test('an upgraded connection is handed over, and closed in the end', async () => {
  const ca = await authority();
  const source = changeable(await certificate(ca, 'a', 'server'));
  const server = await serve({
    certificate: source,
    handle: (_, response) => void response.end(),
    upgrade(_request, socket) {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n');
      socket.pipe(socket);
    },
  });
  const socket = connect({ port: server.port, host: '127.0.0.1', servername: 'localhost', ca: ca.certificatePem });
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\nping');
  const closed = new Promise((resolve) => {
    socket.once('close', resolve);
  });
  let received = '';
  await new Promise<void>((resolve) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      received += chunk;
      if (received.endsWith('\r\n\r\n')) socket.write('pong');
      if (received.endsWith('pong')) resolve();
    });
  });
  await server.stop();
  await closed;
});
