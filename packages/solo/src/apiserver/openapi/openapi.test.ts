// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { asked, kindOf, schemas, testWorld } from '../../../test/built-in-kinds.ts';
import { statusOf } from '../errors.ts';
import type { Json, Kind } from '../kind.ts';
import { builtinKinds } from '../kinds/builtins.ts';
import { kindRegistry } from '../kinds/registry.ts';
import { fieldsOf } from '../protobuf/reader.ts';
import type { Schema } from '../schema.ts';
import { openapi } from './index.ts';

type Documented = Record<string, { description?: string; type?: string; properties?: Record<string, object> }>;

interface DocumentV2 {
  swagger: string;
  paths: Record<string, object>;
  definitions: Documented;
}

interface DocumentV3 {
  openapi: string;
  paths: Record<string, Record<string, { operationId?: string }>>;
  components: { schemas: Documented };
}

const widgetSchema: Schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      required: ['size'],
      properties: {
        size: { type: 'integer', description: 'How large it is.', minimum: 1 },
        port: { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] },
        note: { type: 'string', nullable: true },
      },
    },
  },
};

function widget(schema = widgetSchema): Kind {
  const base = kindOf({ apiVersion: 'apps/v1', kind: 'Deployment' } as Json);
  const names = { kind: 'Widget', plural: 'widgets', singular: 'widget' };
  return { ...base, ...names, group: 'b.example', version: 'v1', schema, connectors: {}, isCustom: true };
}

function served() {
  const kinds = kindRegistry(builtinKinds({ schemas, world: testWorld() }));
  kinds.replace('b.example', 'widgets', [widget()]);
  const answer = openapi({ kinds, schemas, version: 'v1.36.0' });
  const get = (url: string, headers: Record<string, string> = {}) => {
    const found = answer(asked('GET', url, headers));
    assert.ok(found && !('taken' in found) && !('watch' in found), url);
    return found;
  };
  const json = <T>(url: string) => {
    const found = get(url);
    assert.ok('body' in found);
    return (typeof found.body === 'string' ? JSON.parse(found.body) : found.body) as T;
  };
  const index = () => json<{ paths: Record<string, { serverRelativeURL: string }> }>('/openapi/v3').paths;
  return { kinds, answer, get, json, index };
}

function references(document: object, prefix: string): Set<string> {
  const all = JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g);
  return new Set([...all].map(([, name = '']) => name).filter((name) => name.startsWith(prefix)));
}

describe('the OpenAPI document of version 2', () => {
  it('has all that it refers to', (t) => {
    const { swagger, definitions, paths } = served().json<DocumentV2>('/openapi/v2');
    assert.equal(swagger, '2.0');
    const prefix = '#/definitions/';
    const missing = [...references({ definitions, paths }, prefix)].filter(
      (name) => !definitions[name.slice(prefix.length)],
    );
    assert.deepEqual(missing, []);
    t.diagnostic(`${Object.keys(definitions).length} definitions, ${Object.keys(paths).length} paths`);
    assert.ok(paths['/api/v1/namespaces/{namespace}/pods/{name}']);
    assert.ok(paths['/apis/b.example/v1/namespaces/{namespace}/widgets/{name}/scale']);
  });

  it('tells kubectl how lists are merged, and of which kind a definition is', () => {
    const { definitions } = served().json<DocumentV2>('/openapi/v2');
    const containers = definitions['io.k8s.api.core.v1.PodSpec']?.properties?.containers as Record<string, unknown>;
    assert.equal(containers['x-kubernetes-patch-merge-key'], 'name');
    assert.equal(containers['x-kubernetes-patch-strategy'], 'merge');
    assert.deepEqual((definitions['io.k8s.api.apps.v1.Deployment'] as Json)['x-kubernetes-group-version-kind'], [
      { group: 'apps', kind: 'Deployment', version: 'v1' },
    ]);
  });

  it('has custom kinds in a form that kubectl can read', () => {
    const { definitions } = served().json<DocumentV2>('/openapi/v2');
    const spec = definitions['example.b.v1.Widget']?.properties?.spec as { properties: Record<string, object> };
    assert.deepEqual(spec.properties, {
      size: { type: 'integer', description: 'How large it is.', minimum: 1 },
      port: { 'x-kubernetes-int-or-string': true },
      note: {},
    });
  });

  it('is a protobuf message to who wants one', async () => {
    const { get, json } = served();
    const accept = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
    const found = get('/openapi/v2', { accept });
    assert.ok('stream' in found);
    assert.equal(found.contentType, accept.replace('@', '.'));
    const chunks: Buffer[] = [];
    for await (const chunk of found.stream) chunks.push(Buffer.from(chunk));
    const fields = [...fieldsOf(Buffer.concat(chunks))];
    const bytes = (number: number) => fields.find((field) => field.number === number)?.value as Buffer;
    assert.equal(bytes(1).toString(), '2.0');
    const names = [...fieldsOf(bytes(9))].map(({ value }) => [...fieldsOf(value as Buffer)][0]?.value.toString());
    assert.deepEqual(names, Object.keys(json<DocumentV2>('/openapi/v2').definitions));
  });

  it('is not there in other forms', () => {
    const { answer } = served();
    const isNotAcceptable = (error: unknown) => statusOf(error).code === 406;
    assert.throws(() => answer(asked('GET', '/openapi/v2', { accept: 'text/html' })), isNotAcceptable);
    const isNotAllowed = (error: unknown) => statusOf(error).code === 405;
    assert.throws(() => answer(asked('POST', '/openapi/v2')), isNotAllowed);
  });
});

describe('the OpenAPI documents of version 3', () => {
  it('are one for each group and version, each with all that it refers to', () => {
    const { index, json } = served();
    const paths = Object.keys(index());
    assert.ok(paths.includes('api/v1') && paths.includes('apis/apps/v1') && paths.includes('apis/b.example/v1'));
    for (const path of paths) {
      const document = json<DocumentV3>(`/openapi/v3/${path}`);
      assert.match(document.openapi, /^3\./);
      const prefix = '#/components/schemas/';
      const missing = [...references(document, prefix)].filter(
        (name) => !document.components.schemas[name.slice(prefix.length)],
      );
      assert.deepEqual(missing, [], path);
    }
  });

  it('have an operation for each verb, each named once', () => {
    const { paths } = served().json<DocumentV3>('/openapi/v3/apis/apps/v1');
    const ids = Object.values(paths).flatMap((path) =>
      Object.values(path).flatMap(({ operationId }) => operationId ?? []),
    );
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.includes('createAppsV1NamespacedDeployment') && ids.includes('patchAppsV1NamespacedDeploymentScale'));
  });

  it('are pinned by their hash, which changes with them only', () => {
    const { index, get, kinds } = served();
    const before = index();
    const url = before['apis/b.example/v1']?.serverRelativeURL ?? '';
    assert.equal(get(url).headers?.['cache-control'], 'public, immutable');
    assert.equal(get('/openapi/v3/apis/b.example/v1').headers?.['cache-control'], undefined);
    const { etag = '' } = get(url).headers ?? {};
    const again = get(url, { 'if-none-match': etag });
    assert.ok('status' in again && again.status === 304);
    kinds.replace('b.example', 'widgets', [widget({ type: 'object' })]);
    const after = index();
    assert.notEqual(after['apis/b.example/v1']?.serverRelativeURL, url);
    assert.deepEqual(after['apis/apps/v1'], before['apis/apps/v1']);
    kinds.replace('b.example', 'widgets', []);
    assert.equal(index()['apis/b.example/v1'], undefined);
  });

  it('leave other paths to others', () => {
    const { answer } = served();
    for (const path of ['/openapi', '/openapi/v3/apis/none/v1', '/openapi/v4', '/api/v1']) {
      assert.equal(answer(asked('GET', path)), undefined, path);
    }
  });
});
