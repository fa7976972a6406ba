// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { test } from 'node:test';
import type { TLSSocket } from 'node:tls';
import { type APIService, issue, newAuthority } from '@kubevirt-ts/kube';
import { quiet } from '@kubevirt-ts/testkit';
import { apiFront, ask } from '../../../test/api-front.ts';
import { apiRequest, testStore } from '../../../test/auth-world.ts';
import { collections } from '../../auth/stored.ts';
import { noSuchResource } from '../errors.ts';
import { isPassedOn } from '../router.ts';
import { apiServices } from './api-services.ts';
import { check } from './availability.ts';
import { extensionClient } from './extension-client.ts';
import { extensionDiscovery, withExtensions } from './extension-discovery.ts';
import { extensionProxy } from './proxy.ts';
import { serviceResolver } from './service-resolver.ts';

const hourMs = 3_600_000;
const everything = { authorize: () => ({ allowed: true as const, reason: '' }) };

/** An extension API server, and an API server that it extends. */
async function world(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  upgrade: (request: IncomingMessage, socket: Duplex) => void = (_, socket) => socket.destroy(),
) {
  const now = new Date();
  const [serving, proxies] = await Promise.all(
    ['serving', 'front-proxy-ca'].map((commonName) => newAuthority({ commonName, durationMs: hourMs, now })),
  );
  assert.ok(serving && proxies);
  const own = await issue(serving, {
    commonName: 'x',
    dnsNames: ['ext.ns.svc'],
    usages: 'server',
    durationMs: hourMs,
    now,
  });
  const client = await issue(proxies, { commonName: 'front-proxy-client', usages: 'client', durationMs: hourMs, now });
  const server = https.createServer({
    cert: own.certificatePem,
    key: own.keyPem,
    ca: proxies.certificatePem,
    requestCert: true,
    rejectUnauthorized: false,
  });
  server.on('request', answer);
  server.on('upgrade', upgrade);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const store = testStore();
  const services = apiServices(store);
  const resolver = serviceResolver(store);
  const calls = extensionClient({ certificate: client });
  const proxy = extensionProxy({ client: calls, resolver, logger: quiet() });
  const { port } = server.address() as AddressInfo;
  const put = {
    service: () =>
      store.put1(collections.services, {
        metadata: { namespace: 'ns', name: 'ext' },
        spec: { ports: [{ name: 'https', port: 443 }] },
      }),
    slice: (ready: boolean) =>
      store.put1(collections.endpointSlices, {
        metadata: { namespace: 'ns', name: 'ext-1', labels: { 'kubernetes.io/service-name': 'ext' } },
        endpoints: [{ addresses: ['127.0.0.1'], conditions: { ready } }],
        ports: [{ name: 'https', port }],
      }),
    apiService: (available: 'True' | 'False', more: object = {}) =>
      store.put1(collections.apiServices, {
        metadata: { name: 'v1.ext.io' },
        spec: {
          group: 'ext.io',
          version: 'v1',
          groupPriorityMinimum: 1000,
          versionPriority: 15,
          service: { namespace: 'ns', name: 'ext' },
          caBundle: Buffer.from(serving.certificatePem).toString('base64'),
          ...more,
        },
        status: { conditions: [{ type: 'Available', status: available }] },
      } satisfies APIService),
  };
  const front = await apiFront({
    authorizer: everything,
    isPassedOn: isPassedOn(services),
    handler: async (request) => {
      const extension = services.extension(request.info.group, request.info.version);
      if (!extension) throw noSuchResource();
      return proxy(request, extension);
    },
  });
  const close = async () => {
    calls.close();
    await front.close();
    server.closeAllConnections();
    server.close();
  };
  return { front, put, services, resolver, calls, close };
}

test('an extension is asked as a front proxy asks, with bodies and answers as they are', async () => {
  const seen: IncomingMessage[] = [];
  const { front, put, close } = await world((request, response) => {
    seen.push(request);
    response.writeHead(418, { 'content-type': 'text/x', 'x-own': 'yes' });
    request.pipe(response);
  });
  const path = '/apis/ext.io/v1/things/a%20b?x=1&y=%2F';
  await put.service();
  await put.slice(true);
  await put.apiService('False');
  const unavailable = await ask(front, path);
  assert.deepEqual([unavailable.code, unavailable.body], [503, 'service unavailable\n']);
  await put.apiService('True');
  const client = await front.client('alice', ['dev']);
  const headers = {
    'x-remote-user': 'root',
    'impersonate-extra-a%2fb': 'c',
    'impersonate-user': 'bob',
    'x-other': 'o',
  };
  const body = 'x'.repeat(100_000);
  const answer = await ask(front, path, { method: 'POST', body, client, headers });
  assert.deepEqual(
    [answer.code, answer.body, answer.headers['x-own'], answer.headers['content-type']],
    [418, body, 'yes', 'text/x'],
  );
  const [request] = seen;
  assert.ok(request);
  assert.equal(request.url, path);
  assert.deepEqual(request.headersDistinct['x-remote-user'], ['bob']);
  assert.deepEqual(request.headersDistinct['x-remote-group'], ['system:authenticated']);
  assert.deepEqual(request.headersDistinct['x-remote-extra-a%2fb'], ['c']);
  assert.deepEqual([request.headers['x-other'], request.headers['impersonate-user']], ['o', undefined]);
  assert.equal((request.socket as TLSSocket).authorized, true);
  await put.slice(false);
  assert.equal((await ask(front, path)).code, 503);
  await put.slice(true);
  await put.apiService('True', { caBundle: undefined });
  const untrusted = await ask(front, path);
  assert.equal(untrusted.code, 503);
  assert.match(untrusted.body, /^error trying to reach service: .*certificate/);
  await put.apiService('True', { caBundle: undefined, insecureSkipTLSVerify: true });
  assert.equal((await ask(front, path)).code, 418);
  await close();
});

test('upgrades pass through both ways, and so do refusals of them', async () => {
  const { front, put, close } = await world(
    (_, response) => response.writeHead(400).end('no'),
    (request, socket) => {
      if (request.url?.endsWith('refused')) {
        socket.end('HTTP/1.1 409 Conflict\r\nContent-Length: 3\r\nConnection: close\r\n\r\nno!');
        return;
      }
      assert.equal(request.headers.upgrade, 'websocket');
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-A: b\r\n\r\n');
      socket.pipe(socket);
    },
  );
  await Promise.all([put.service(), put.slice(true), put.apiService('True')]);
  const open = (name: string) =>
    https.get({
      host: '127.0.0.1',
      port: front.port,
      path: `/apis/ext.io/v1/namespaces/a/things/${name}`,
      ca: front.ca.certificatePem,
      headers: { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'k' },
      agent: false,
    });
  const [response, socket] = (await once(open('x'), 'upgrade')) as [IncomingMessage, Duplex];
  assert.equal(response.headers['x-a'], 'b');
  const sent = Buffer.alloc(3_000_000, 'z');
  socket.write(sent);
  let received = 0;
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    received += chunk.length;
    if (received === sent.length) break;
  }
  assert.equal(received, sent.length);
  const [refused] = (await once(open('refused'), 'response')) as [IncomingMessage];
  assert.equal(refused.statusCode, 409);
  refused.resume();
  await close();
});

test('why an extension is not available is said with Kubernetes’ reasons', async () => {
  let code = 200;
  const index = {
    paths: { 'apis/ext.io/v1': { serverRelativeURL: '/x' }, 'apis/other/v1': { serverRelativeURL: '/y' } },
  };
  const list = {
    groupVersion: 'ext.io/v1',
    resources: [{ name: 'things', namespaced: true, kind: 'Thing', verbs: ['get'] }],
  };
  const { put, services, resolver, calls, close } = await world((request, response) => {
    const body = request.url === '/openapi/v3' ? index : list;
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  const discovery = extensionDiscovery(services);
  const reason = async () => {
    const extension = services.extension('ext.io', 'v1');
    assert.ok(extension);
    const { reason: why, message } = await check(extension, {
      resolver,
      client: calls,
      discovered: discovery.discovered,
      described: discovery.described,
    });
    return `${why}: ${message.replace(/:\d+\//g, '/')}`;
  };
  await put.apiService('True', { service: { namespace: 'ns', name: 'ext', port: 444 } });
  assert.equal(await reason(), 'ServiceNotFound: service/ext in "ns" is not present');
  await put.service();
  assert.equal(await reason(), 'ServicePortError: service/ext in "ns" is not listening on port 444');
  await put.apiService('True');
  assert.equal(await reason(), 'EndpointsNotFound: cannot find endpoints for service/ext in "ns"');
  await put.slice(false);
  assert.equal(
    await reason(),
    'MissingEndpoints: endpoints for service/ext in "ns" have no addresses with port name "https"',
  );
  await put.slice(true);
  code = 500;
  assert.equal(
    await reason(),
    'FailedDiscoveryCheck: failing or missing response from https://127.0.0.1/apis/ext.io/v1: bad status from https://127.0.0.1/apis/ext.io/v1: 500',
  );
  assert.deepEqual(discovery.versions()[0]?.resources, undefined);
  code = 200;
  assert.equal(await reason(), 'Passed: all checks passed');
  assert.deepEqual(discovery.versions(), [
    { group: 'ext.io', version: 'v1', groupPriorityMinimum: 1000, versionPriority: 15, resources: list.resources },
  ]);
  const openapi = withExtensions(() => ({ status: 200, body: { paths: { 'api/v1': {} } } }), discovery);
  assert.deepEqual(openapi(apiRequest('GET', '/openapi/v3')), {
    status: 200,
    body: { paths: { 'api/v1': {}, 'apis/ext.io/v1': { serverRelativeURL: '/x' } } },
  });
  await close();
});
