// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { test } from 'node:test';
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import { grpcService } from '../grpc-service.ts';
import { health, probeGrpc } from './grpc.ts';
import { probeHttp } from './http.ts';
import { portNumber, runProbe } from './run-probe.ts';
import { probeTcp } from './tcp.ts';

async function httpServer(t: { after(end: () => void): void }, answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const get = (port: number, path: string, timeoutMs = 5000, headers: { name: string; value: string }[] = []) =>
  probeHttp({ scheme: 'HTTP', host: '127.0.0.1', port, path, headers }, timeoutMs);

test('a page that is there, or elsewhere, is well; an error is not', async (t) => {
  const seen: (string | undefined)[] = [];
  const port = await httpServer(t, (request, response) => {
    seen.push(request.headers['user-agent'], request.headers.host);
    if (request.url === '/moved') response.writeHead(302, { location: '/ok' });
    if (request.url === '/away') response.writeHead(302, { location: 'http://elsewhere.invalid/' });
    if (request.url === '/loop') response.writeHead(302, { location: '/loop' });
    if (request.url === '/bad') response.writeHead(503);
    response.end('x'.repeat(20_000));
  });
  assert.deepEqual(await get(port, 'ok', 5000, [{ name: 'Host', value: 'me' }]), { ok: true, message: '' });
  assert.match(seen[0] ?? '', /^kube-probe\//);
  assert.equal(seen[1], 'me');
  assert.deepEqual(await get(port, '/moved'), { ok: true, message: '' });
  assert.deepEqual(await get(port, '/away'), { ok: true, message: '' });
  assert.deepEqual(await get(port, '/bad'), { ok: false, message: 'HTTP probe failed with statuscode: 503' });
  assert.match(((await get(port, '/loop')) as { message: string }).message, /stopped after 10 redirects/);
});

test('who does not answer, or not in time, is not well', async (t) => {
  const port = await httpServer(t, () => undefined);
  assert.deepEqual(await get(port, '/', 20), {
    ok: false,
    message: `Get "http://127.0.0.1:${port}/": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
  });
  const refused = { ok: false, message: 'dial tcp 127.0.0.1:1: connect: connection refused' };
  assert.deepEqual(await probeTcp('127.0.0.1', 1, 1000), refused);
  assert.deepEqual(await get(1, '/'), { ok: false, message: `Get "http://127.0.0.1:1/": ${refused.message}` });
});

test('a connection that opens is well', async (t) => {
  const server = createTcpServer((socket) => socket.end());
  t.after(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  assert.deepEqual(await probeTcp('127.0.0.1', (server.address() as AddressInfo).port, 5000), {
    ok: true,
    message: '',
  });
});

test('a health service says how it is', async (t) => {
  const server = new Server();
  t.after(() => server.forceShutdown());
  server.addService(grpcService(health, 'Health').service, {
    Check: (call: ServerUnaryCall<{ service: string }, object>, answer: sendUnaryData<object>) =>
      answer(null, { status: call.request.service === 'ill' ? 2 : 1 }),
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  assert.deepEqual(await probeGrpc(`127.0.0.1:${port}`, '', 5000), { ok: true, message: 'service healthy' });
  assert.deepEqual(await probeGrpc(`127.0.0.1:${port}`, 'ill', 5000), {
    ok: false,
    message: 'service unhealthy (responded with "NOT_SERVING")',
  });
  assert.match(JSON.stringify(await probeGrpc('127.0.0.1:1', '', 1000)), /failed to connect service/);
});

test('a command that ends with zero is well', async () => {
  const container = { name: 'c', ports: [{ name: 'web', containerPort: 80 }] };
  const ask = (result: { exitCode: number; timedOut: boolean }) =>
    runProbe(
      { exec: { command: ['a', 'b'] } },
      { container, podIp: '', run: async () => ({ output: 'said', ...result }) },
    );
  assert.deepEqual(await ask({ exitCode: 0, timedOut: false }), { ok: true, message: 'said' });
  assert.deepEqual(await ask({ exitCode: 1, timedOut: false }), { ok: false, message: 'said' });
  assert.deepEqual(await ask({ exitCode: 0, timedOut: true }), {
    ok: false,
    message: 'command timed out: "a b" timed out after 1s',
  });
  assert.deepEqual(
    ['web', '81', 82, 'none'].map((port) => portNumber(port, container)),
    [80, 81, 82, undefined],
  );
});
