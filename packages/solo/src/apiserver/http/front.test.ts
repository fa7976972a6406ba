// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { once } from 'node:events';
import https from 'node:https';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { apiFront, ask } from '../../../test/api-front.ts';
import type { Authorizer } from '../../auth/authorizer.ts';
import { badRequest } from '../errors.ts';
import type { ApiRequest } from '../request.ts';

const everything: Authorizer = { authorize: () => ({ allowed: true, reason: '' }) };
const adminOnly: Authorizer = {
  authorize: ({ user }) => ({ allowed: user.name === 'admin', reason: '' }),
};

test('who asks is known by certificate or token, and refused in Kubernetes’ words', async () => {
  const users: unknown[] = [];
  const server = await apiFront({
    authorizer: adminOnly,
    handler: async ({ user }) => {
      users.push(user);
      return { status: 200, body: '{"kind":"x"}' };
    },
    tokens: {
      authenticate: (token) =>
        token === 'good' ? { user: { name: 'admin', groups: ['g'] }, audiences: [] } : { refused: 'bad' },
    },
  });
  const stranger = await apiFront({ authorizer: adminOnly, handler: async () => ({ status: 200, body: {} }) });
  const path = '/api/v1/namespaces/a/pods';
  const admin = await server.client('admin', ['one', 'two']);
  assert.deepEqual((await ask(server, path, { client: admin })).body, '{"kind":"x"}\n');
  assert.equal((await ask(server, path, { headers: { authorization: 'Bearer good' } })).code, 200);
  assert.deepEqual(users, [
    { name: 'admin', groups: ['one', 'two', 'system:authenticated'] },
    { name: 'admin', groups: ['g'] },
  ]);

  const refused = await ask(server, path);
  assert.equal(refused.code, 403);
  assert.deepEqual(JSON.parse(refused.body), {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message:
      'pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" in the namespace "a"',
    reason: 'Forbidden',
    details: { kind: 'pods' },
    code: 403,
  });
  const messages = async (of: string) => JSON.parse((await ask(server, of)).body).message;
  assert.equal(await messages('/x'), 'forbidden: User "system:anonymous" cannot get path "/x"');
  assert.equal(
    await messages('/apis/apps/v1/namespaces/a/deployments/b/scale'),
    'deployments.apps "b" is forbidden: User "system:anonymous" cannot get resource "deployments/scale" in API group "apps" in the namespace "a"',
  );
  assert.equal(
    await messages('/api/v1/nodes?watch=1'),
    'nodes is forbidden: User "system:anonymous" cannot watch resource "nodes" in API group "" at the cluster scope',
  );
  const unauthorized = [{ headers: { authorization: 'Bearer bad' } }, { client: await stranger.client('admin') }];
  for (const who of unauthorized) {
    const answer = await ask(server, path, who);
    assert.equal(answer.code, 401);
    assert.equal(JSON.parse(answer.body).message, 'Unauthorized');
  }
  await Promise.all([server.close(), stranger.close()]);
});

test('bodies are bounded, warnings are headers, large lists are gzipped, people get indented JSON', async () => {
  const seen: ApiRequest[] = [];
  const server = await apiFront({
    authorizer: everything,
    handler: async (request) => {
      seen.push(request);
      if (request.path === '/bad') throw badRequest('no');
      if (request.path === '/broken') throw new TypeError('a defect');
      request.warnings.push('say "no"\nmore');
      return {
        status: request.method === 'POST' ? 201 : 200,
        body: { text: 'x'.repeat(request.path === '/big' ? 200_000 : 1) },
      };
    },
  });
  const created = await ask(server, '/api/v1/namespaces?a=1', { method: 'POST', body: '{}' });
  assert.deepEqual([created.code, created.headers.warning], [201, '299 - "say \\"no\\" more"']);
  assert.deepEqual([seen[0]?.query.get('a'), seen[0]?.body?.toString(), seen[0]?.info.verb], ['1', '{}', 'create']);
  const big = await ask(server, '/api/v1/namespaces', { method: 'POST', body: 'x'.repeat(3 * 1024 * 1024 + 1) });
  assert.deepEqual([big.code, JSON.parse(big.body).message], [413, 'Request entity too large: limit is 3145728']);
  assert.equal((await ask(server, '/bad')).code, 400);
  const broken = JSON.parse((await ask(server, '/broken')).body);
  assert.deepEqual([broken.code, broken.reason], [500, 'InternalError']);
  assert.equal((await ask(server, '/x', { headers: { 'user-agent': 'curl/8' } })).body, '{\n  "text": "x"\n}\n');
  const compressed = https.get({
    host: '127.0.0.1',
    port: server.port,
    path: '/big',
    ca: server.ca.certificatePem,
    headers: { 'accept-encoding': 'gzip' },
    agent: false,
  });
  const [response] = await once(compressed, 'response');
  assert.equal(response.headers['content-encoding'], 'gzip');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  assert.equal(JSON.parse(gunzipSync(Buffer.concat(chunks)).toString()).text.length, 200_000);
  const head = await ask(server, '/big', { method: 'HEAD' });
  assert.deepEqual([head.code, head.body], [200, '']);
  await server.close();
});

test('a watch is a line for each event, and its end is told', async () => {
  const ended = Promise.withResolvers<void>();
  const server = await apiFront({
    authorizer: everything,
    handler: async ({ signal }) => ({
      status: 200,
      watch: (async function* () {
        yield { type: 'ADDED', object: '{"a":1}' };
        yield { type: 'BOOKMARK', object: { b: 2 } };
        await once(signal, 'abort');
        ended.resolve();
      })(),
    }),
  });
  const request = https.get({
    host: '127.0.0.1',
    port: server.port,
    path: '/api/v1/pods?watch=true',
    ca: server.ca.certificatePem,
    agent: false,
  });
  const [response] = await once(request, 'response');
  let text = '';
  for await (const chunk of response) {
    text += chunk;
    if (text.split('\n').length === 3) break;
  }
  assert.equal(text, '{"type":"ADDED","object":{"a":1}}\n{"type":"BOOKMARK","object":{"b":2}}\n');
  await ended.promise;
  await server.close();
});

test('more requests at once than are taken get 429, watches are not counted', async () => {
  const release = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  const server = await apiFront({
    authorizer: everything,
    maxInFlight: 1,
    handler: async ({ info }) => {
      if (info.name === 'slow') {
        arrived.resolve();
        await release.promise;
      }
      return { status: 200, body: {} };
    },
  });
  const slow = ask(server, '/api/v1/nodes/slow');
  await arrived.promise;
  const refused = await ask(server, '/api/v1/nodes/a');
  assert.deepEqual([refused.code, refused.headers['retry-after']], [429, '1']);
  assert.equal((await ask(server, '/api/v1/nodes?watch=true')).code, 200);
  release.resolve();
  assert.equal((await slow).code, 200);
  assert.equal((await ask(server, '/api/v1/nodes/a')).code, 200);
  await server.close();
});

test('an upgrade is taken over, or refused like any request', async () => {
  const server = await apiFront({
    authorizer: everything,
    handler: async ({ upgrade, info }) => {
      if (info.name === 'no') throw badRequest('not here');
      assert.ok(upgrade);
      upgrade.socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
      upgrade.socket.pipe(upgrade.socket);
      return { taken: true };
    },
  });
  const upgrade = (name: string) =>
    https.get({
      host: '127.0.0.1',
      port: server.port,
      path: `/api/v1/namespaces/a/pods/${name}/exec`,
      ca: server.ca.certificatePem,
      headers: { connection: 'upgrade', upgrade: 'echo' },
      agent: false,
    });
  const [, socket] = await once(upgrade('yes'), 'upgrade');
  socket.write('hello');
  const [echoed] = await once(socket, 'data');
  assert.equal(echoed.toString(), 'hello');
  socket.destroy();
  const [response] = await once(upgrade('no'), 'response');
  assert.equal(response.statusCode, 400);
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  assert.equal(JSON.parse(Buffer.concat(chunks).toString()).message, 'not here');
  await server.close();
});
