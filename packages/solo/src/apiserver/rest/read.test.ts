// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { RestWorld, widget } from '../../../test/rest-world.ts';

const things = '/api/v1/namespaces/a/things';
const table = { headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' } };

interface List {
  kind: string;
  apiVersion: string;
  metadata: { resourceVersion: string; continue?: string; remainingItemCount?: number };
  items: { kind?: string; metadata: { name: string } }[];
}

describe('reading', () => {
  let world: RestWorld;
  beforeEach(async () => {
    world = new RestWorld();
    await world.namespaces('a', 'b');
    for (const [name, app] of [
      ['x', 'one'],
      ['y', 'two'],
      ['z', 'one'],
    ]) {
      await world.send('POST', things, { metadata: { name, labels: { app } }, spec: { size: name === 'z' ? 7 : 1 } });
    }
    await world.send('POST', '/api/v1/namespaces/b/things', { metadata: { name: 'x' } });
    await world.send('POST', '/api/v1/namespaces/a/pods', { metadata: { name: 'p' }, spec: { size: 7 } });
  });
  afterEach(() => world[Symbol.dispose]());

  const list = async (url: string) => (await world.send('GET', url)).body as unknown as List;
  const names = async (url: string) => (await list(url)).items.map((item) => item.metadata.name);
  const message = async (url: string) => (await world.send('GET', url)).body.message;

  it('lists a namespace, and all', async () => {
    const found = await list(things);
    assert.deepEqual([found.kind, found.apiVersion], ['ThingList', 'v1']);
    assert.equal(found.metadata.resourceVersion, String(world.store.revision));
    assert.equal(found.items[0]?.kind, undefined);
    assert.deepEqual(await names(things), ['x', 'y', 'z']);
    assert.deepEqual(await names('/api/v1/things'), ['x', 'y', 'z', 'x']);
    const custom = await list('/apis/example.com/v1/widgets');
    assert.deepEqual([custom.kind, custom.metadata.continue, custom.items], ['WidgetList', '', []]);
  });

  it('selects by labels and fields', async () => {
    const by = (labels: string) => names(`${things}?labelSelector=${encodeURIComponent(labels)}`);
    assert.deepEqual(await by('app=one'), ['x', 'z']);
    assert.deepEqual(await by('app!=one'), ['y']);
    assert.deepEqual(await by('app in (two,three),!other'), ['y']);
    assert.deepEqual(await by('app notin (two)'), ['x', 'z']);
    assert.deepEqual(await by('app'), ['x', 'y', 'z']);
    assert.deepEqual(await by('!app'), []);
    assert.deepEqual(await names(`${things}?fieldSelector=metadata.name=y`), ['y']);
    assert.deepEqual(await names(`${things}?fieldSelector=metadata.name!=y,metadata.namespace=a`), ['x', 'z']);
    assert.deepEqual(await names('/api/v1/things?fieldSelector=metadata.name=x'), ['x', 'x']);
    assert.deepEqual(await names('/api/v1/pods?fieldSelector=spec.size=7'), ['p']);
    assert.deepEqual(await names('/api/v1/pods?fieldSelector=spec.size=8'), []);
  });

  it('refuses selectors in the words of Kubernetes', async () => {
    const by = (labels: string) => message(`${things}?labelSelector=${encodeURIComponent(labels)}`);
    assert.equal(await by('a in'), "unable to parse requirement: found '' expected: '('");
    assert.equal(await by('a in (1'), "unable to parse requirement: found '', expected: ',' or ')'");
    assert.equal(await by('a==='), "unable to parse requirement: found '=', expected: identifier");
    assert.equal(await by('a==1,'), "found '', expected: identifier after ','");
    assert.equal(await by('a=b c'), "found 'c', expected: ',' or 'end of string'");
    assert.match(String(await by('a>x')), /for 'Gt', 'Lt' operators, the value must be an integer$/);
    assert.match(String(await by('-a=1')), /^unable to parse requirement: .*"-a": name part must consist of/);
    assert.equal(
      await message(`${things}?fieldSelector=spec.size=1`),
      '"spec.size" is not a known field selector: only "metadata.name", "metadata.namespace"',
    );
    assert.equal(await message('/api/v1/pods?fieldSelector=no=1'), 'field label not supported: no');
    assert.equal(
      await message(`${things}?fieldSelector=metadata.name`),
      "invalid selector: 'metadata.name'; can't understand 'metadata.name'",
    );
  });

  it('gives pages of one moment', async () => {
    const first = await list(`${things}?limit=2`);
    assert.equal(first.metadata.remainingItemCount, 1);
    await world.send('DELETE', `${things}/z`);
    await world.send('POST', things, { metadata: { name: 'zz' } });
    const next = encodeURIComponent(first.metadata.continue ?? '');
    const second = await list(`${things}?limit=2&continue=${next}`);
    assert.deepEqual(
      second.items.map((item) => item.metadata.name),
      ['z'],
    );
    assert.equal(second.metadata.resourceVersion, first.metadata.resourceVersion);
    assert.equal(second.metadata.continue, undefined);
    assert.equal(
      await message(`${things}?continue=${next}&resourceVersion=5`),
      'specifying resource version is not allowed when using continue',
    );
    assert.match(
      String(await message(`${things}?continue=abc`)),
      /^invalid continue token: continue key is not valid: /,
    );
  });

  it('goes on with what there is now when the moment is compacted away', async () => {
    const first = await list(`${things}?limit=1`);
    await world.send('DELETE', `${things}/y`);
    world.store.compact(world.store.revision);
    const old = await world.send('GET', `${things}?limit=1&continue=${first.metadata.continue}`);
    assert.deepEqual([old.status, old.body.reason], [410, 'Expired']);
    const rest = await list(`${things}?continue=${(old.body.metadata as { continue?: string }).continue}`);
    assert.deepEqual(
      rest.items.map((item) => item.metadata.name),
      ['z'],
    );
  });

  it('pages through a selection', async () => {
    const first = await list(`${things}?labelSelector=app=one&limit=1`);
    assert.equal(first.metadata.remainingItemCount, undefined);
    const second = await list(`${things}?labelSelector=app=one&limit=1&continue=${first.metadata.continue}`);
    assert.deepEqual(
      [...first.items, ...second.items].map((item) => item.metadata.name),
      ['x', 'z'],
    );
  });

  it('reads at a version where that is asked for', async () => {
    const { resourceVersion } = (await list(things)).metadata;
    await world.send('DELETE', `${things}/x`);
    assert.deepEqual(await names(`${things}?resourceVersion=${resourceVersion}&resourceVersionMatch=Exact`), [
      'x',
      'y',
      'z',
    ]);
    assert.deepEqual(await names(`${things}?resourceVersion=${resourceVersion}`), ['y', 'z']);
    assert.deepEqual(await names(`${things}?resourceVersion=0`), ['y', 'z']);
    const future = await world.send('GET', `${things}?resourceVersion=999999`);
    assert.deepEqual([future.status, future.body.reason], [504, 'Timeout']);
    const single = await world.send('GET', `${things}/y?resourceVersion=999999`);
    assert.equal(single.body.message, `Timeout: Too large resource version: 999999, current: ${world.store.revision}`);
    assert.equal(
      await message(`${things}?resourceVersionMatch=Exact`),
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
    );
    world.store.compact(world.store.revision);
    const gone = await world.send('GET', `${things}?resourceVersion=${resourceVersion}&resourceVersionMatch=Exact`);
    assert.deepEqual([gone.status, gone.body.message], [410, 'The resourceVersion for the provided list is too old.']);
  });

  it('completes custom objects that were stored before their kind took its present form', async () => {
    const group = 'other.com';
    const collection = 'other.com/widgets';
    const url = '/apis/other.com/v1/namespaces/a/widgets';
    const plain = widget({ group, collection, strategy: {} });
    world.kinds.replace(group, 'widgets', [plain]);
    const sent = { apiVersion: 'other.com/v1', kind: 'Widget', metadata: { name: 'w' }, spec: { replicas: 1 } };
    await world.send('POST', url, sent);
    const { spec: _, ...properties } = plain.schema.properties ?? {};
    const spec = { type: 'object' as const, properties: { size: { type: 'integer' as const } } };
    const schema = { ...plain.schema, properties: { ...properties, spec } };
    world.kinds.replace(group, 'widgets', [widget({ group, collection, schema })]);
    assert.deepEqual((await world.send('GET', `${url}/w`)).body.spec, { size: 3 });
    assert.deepEqual(
      (await list(url)).items.map((item) => (item as unknown as { spec: object }).spec),
      [{ size: 3 }],
    );
  });

  it('gives tables', async () => {
    const { body } = await world.send('GET', `${things}/x`, undefined, table);
    assert.deepEqual([body.kind, body.apiVersion], ['Table', 'meta.k8s.io/v1']);
    assert.deepEqual(body.columnDefinitions, [
      { name: 'Name', type: 'string', format: 'name', description: 'the name', priority: 0 },
    ]);
    const rows = (await world.send('GET', `${things}?includeObject=Object`, undefined, table)).body.rows as unknown as {
      cells: unknown[];
      object: { kind: string };
    }[];
    assert.deepEqual([rows[2]?.cells, rows[2]?.object.kind], [['z'], 'Thing']);
    const none = (await world.send('GET', `${things}?includeObject=None`, undefined, table)).body.rows as unknown[];
    assert.deepEqual(none[0], { cells: ['x'], object: null });
  });

  it('gives metadata only', async () => {
    const as = (name: string) => ({ headers: { accept: `application/json;as=${name};v=v1;g=meta.k8s.io` } });
    const one = await world.send('GET', `${things}/x`, undefined, as('PartialObjectMetadata'));
    assert.deepEqual(
      [one.body.kind, one.body.spec, one.body.metadata?.name],
      ['PartialObjectMetadata', undefined, 'x'],
    );
    const all = await world.send('GET', things, undefined, as('PartialObjectMetadataList'));
    assert.equal(all.body.kind, 'PartialObjectMetadataList');
    assert.equal((await world.send('GET', things, undefined, as('PartialObjectMetadata'))).status, 406);
    assert.equal((await world.send('GET', things, undefined, as('Poem'))).status, 406);
  });

  it('gives YAML, or says what it has', async () => {
    const yaml = await world.send('GET', `${things}/x`, undefined, { headers: { accept: 'application/yaml' } });
    assert.match(yaml.body as unknown as string, /^apiVersion: v1\nkind: Thing\nmetadata:\n {2}creationTimestamp: /);
    const html = await world.send('GET', things, undefined, { headers: { accept: 'text/html' } });
    assert.deepEqual([html.status, html.body.reason], [406, 'NotAcceptable']);
  });

  it('knows what it does not have', async () => {
    const status = async (method: string, url: string) => (await world.send(method, url, {})).status;
    assert.equal(await status('GET', '/api/v1/nothings'), 404);
    assert.equal(await status('GET', '/api/v1/things/x'), 404);
    assert.equal(await status('GET', '/api/v1/namespaces/a/namespaces/b'), 404);
    assert.equal(await status('GET', `${things}/x/nothing`), 404);
    assert.equal(await status('POST', '/api/v1/things'), 405);
    assert.equal(await status('DELETE', '/api/v1/things'), 405);
    assert.equal(await status('PUT', things), 405);
    assert.equal(await status('POST', `${things}/x`), 405);
    const unknown = await world.send('GET', '/apis/nobody.com/v1/things');
    assert.deepEqual([unknown.status, unknown.body], [404, '404 page not found\n' as never]);
  });
});
