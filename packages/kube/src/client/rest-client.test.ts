// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apiServer, configMap, failure, json, listed, reset } from '../../test/api-server.ts';
import { resources } from '../resource.ts';
import { ApiError, isConflict, isNotFound } from './api-error.ts';
import { ConnectionError } from './transport.ts';

const ref = { namespace: 'default', name: 'a' };

test('a Status becomes an ApiError that says what was being done', async () => {
  const server = await apiServer([failure(409, 'Conflict')]);
  const error = await server.client.get(resources.configMaps, ref).catch((e: unknown) => e);
  assert.deepEqual([isConflict(error), isNotFound(error)], [true, false]);
  assert.ok(error instanceof ApiError);
  assert.equal(error.message, 'GET /api/v1/namespaces/default/configmaps/a: Conflict');
  await server.close();
});

test('find takes a 404 for an answer, and delete for a success', async () => {
  const server = await apiServer([failure(404, 'NotFound')]);
  assert.equal(await server.client.find(resources.configMaps, ref), undefined);
  await server.client.delete(resources.configMaps, ref);
  await server.close();
});

test('a list follows pages and names the kind of its items', async () => {
  const server = await apiServer([listed('5', { a: '1' }, 'more'), listed('5', { b: '2' })]);
  const { items, resourceVersion } = await server.client.list(resources.configMaps, { labelSelector: 'x=y' });
  assert.deepEqual(
    items.map((item) => [item.kind, item.apiVersion, item.metadata?.name]),
    [
      ['ConfigMap', 'v1', 'a'],
      ['ConfigMap', 'v1', 'b'],
    ],
  );
  assert.equal(resourceVersion, '5');
  assert.deepEqual(
    server.requests.map(({ url }) => url.search),
    ['?labelSelector=x%3Dy&limit=500', '?labelSelector=x%3Dy&limit=500&continue=more'],
  );
  await server.close();
});

test('a list whose pages expired begins anew, in one page', async () => {
  const server = await apiServer([listed('5', { a: '1' }, 'more'), failure(410, 'Expired'), listed('9', { b: '2' })]);
  const { items, resourceVersion } = await server.client.list(resources.configMaps);
  assert.deepEqual([items.map((item) => item.metadata?.name), resourceVersion], [['b'], '9']);
  assert.equal(server.requests[2]?.url.search, '');
  await server.close();
});

test('429 is tried again when the server says when', async () => {
  const server = await apiServer([
    failure(429, 'TooManyRequests', { 'retry-after': '0' }),
    json(200, configMap('a', '1')),
  ]);
  await server.client.create(resources.configMaps, { metadata: ref });
  assert.deepEqual(
    server.requests.map(({ method }) => method),
    ['POST', 'POST'],
  );
  await server.close();
});

test('a reset connection: a read is tried again, a create is not', async () => {
  const server = await apiServer([reset, json(200, configMap('a', '1')), reset]);
  await server.client.get(resources.configMaps, ref);
  assert.equal(server.requests.length, 2);
  const create = server.client.create(resources.configMaps, { metadata: ref });
  await assert.rejects(create, (error) => error instanceof ConnectionError && error.code === 'ECONNRESET');
  assert.equal(server.requests.length, 3);
  await server.close();
});

test('a token that is refused is read anew, once', async () => {
  const server = await apiServer([failure(401, 'Unauthorized'), json(200, configMap('a', '1'))]);
  server.tokens.push('second');
  await server.client.get(resources.configMaps, ref);
  assert.deepEqual(
    server.requests.map(({ headers }) => headers.authorization),
    ['Bearer first', 'Bearer second'],
  );
  await server.close();
});

test('an answer that is no JSON is still an error with its code', async () => {
  const server = await apiServer([(_, response) => response.writeHead(503).end('upstream gone')]);
  await assert.rejects(server.client.raw('GET', '/x'), { code: 503, message: 'GET /x: upstream gone' });
  await server.close();
});

test('apply and patches go out with their content types', async () => {
  const server = await apiServer([json(200, configMap('a', '1'))]);
  await server.client.apply(resources.configMaps, { metadata: ref }, { fieldManager: 'me', force: true, dryRun: true });
  await server.client.patch(resources.configMaps, ref, { type: 'merge', body: {} }, { subresource: 'status' });
  assert.deepEqual(
    server.requests.map(({ method, url, headers }) => [method, url.pathname + url.search, headers['content-type']]),
    [
      [
        'PATCH',
        '/api/v1/namespaces/default/configmaps/a?fieldManager=me&dryRun=All&force=true',
        'application/apply-patch+yaml',
      ],
      ['PATCH', '/api/v1/namespaces/default/configmaps/a/status', 'application/merge-patch+json'],
    ],
  );
  await server.close();
});
