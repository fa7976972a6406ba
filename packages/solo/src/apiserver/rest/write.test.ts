// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { RestWorld } from '../../../test/rest-world.ts';
import { conflict } from '../errors.ts';

const things = '/api/v1/namespaces/a/things';
const widgets = '/apis/example.com/v1/namespaces/a/widgets';
const widget = (name: string, more: object = {}) => ({
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name },
  ...more,
});
const merge = { headers: { 'content-type': 'application/merge-patch+json' } };
const jsonPatch = { headers: { 'content-type': 'application/json-patch+json' } };
const apply = { headers: { 'content-type': 'application/apply-patch+yaml' } };

describe('creating', () => {
  let world: RestWorld;
  beforeEach(async () => {
    world = new RestWorld();
    await world.namespaces('a');
  });
  afterEach(() => world[Symbol.dispose]());

  it('fills in kind, namespace, uid, time and version', async () => {
    const { status, body } = await world.send('POST', things, { metadata: { name: 'x', uid: 'mine', selfLink: '/x' } });
    assert.equal(status, 201);
    assert.equal(body.apiVersion, 'v1');
    assert.equal(body.kind, 'Thing');
    const { metadata } = body;
    assert.equal(metadata?.namespace, 'a');
    assert.match(metadata?.uid ?? '', /^[0-9a-f-]{36}$/);
    assert.equal(metadata?.creationTimestamp, '2026-01-01T00:00:00Z');
    assert.equal(metadata?.resourceVersion, String(world.store.revision));
    assert.equal(metadata?.selfLink, undefined);
    assert.equal(metadata?.generation, undefined);
  });

  it('refuses a name that is taken, another namespace, and a namespace that is not there', async () => {
    await world.send('POST', things, { metadata: { name: 'x' } });
    const taken = await world.send('POST', things, { metadata: { name: 'x' } });
    assert.deepEqual([taken.status, taken.body.message], [409, 'things "x" already exists']);
    const other = await world.send('POST', things, { metadata: { name: 'y', namespace: 'b' } });
    assert.equal(
      other.body.message,
      'the namespace of the provided object does not match the namespace sent on the request',
    );
    const nowhere = await world.send('POST', '/api/v1/namespaces/b/things', { metadata: { name: 'y' } });
    assert.deepEqual([nowhere.status, nowhere.body.message], [404, 'namespaces "b" not found']);
  });

  it('refuses new things in a namespace that is going', async () => {
    await world.send('POST', '/api/v1/namespaces', { metadata: { name: 'b', finalizers: ['a.b/c'] } });
    await world.send('DELETE', '/api/v1/namespaces/b');
    const { status, body } = await world.send('POST', '/api/v1/namespaces/b/things', { metadata: { name: 'y' } });
    assert.equal(status, 403);
    assert.equal(
      body.message,
      'things "y" is forbidden: unable to create new content in namespace b because it is being terminated',
    );
  });

  it('makes names up, and others when those are taken', async () => {
    const numbers = [...Array(10).fill(0), ...Array(10).fill(0.5)];
    using own = new RestWorld({ random: () => numbers.shift() ?? 0.9 });
    await own.namespaces('a');
    const made = [];
    for (let i = 0; i < 2; i++) {
      const { body } = await own.send('POST', things, { metadata: { generateName: 'x-' } });
      made.push(body.metadata?.name);
    }
    assert.deepEqual(made, ['x-bbbbb', 'x-rrrrr']);
  });

  it('says what is wrong with the metadata', async () => {
    const { status, body } = await world.send('POST', things, { metadata: {} });
    assert.equal(status, 422);
    assert.equal(body.message, 'Thing "" is invalid: metadata.name: Required value: name or generateName is required');
    const versioned = await world.send('POST', things, { metadata: { name: 'x', resourceVersion: '1' } });
    assert.equal(versioned.status, 500);
    assert.equal(versioned.body.message, 'resourceVersion should not be set on objects to be created');
  });

  it('answers like a decoder to what it cannot read', async () => {
    const message = async (url: string, body: object | string) => (await world.send('POST', url, body)).body.message;
    assert.equal(
      await message(things, 'hello'),
      "the object provided is unrecognized (must be of type Thing): couldn't get version/kind; json parse error: invalid character 'h' looking for beginning of value (68656c6c6f)",
    );
    assert.equal(
      await message(things, '{"metadata":{"name":"x"'),
      `the object provided is unrecognized (must be of type Thing): couldn't get version/kind; json parse error: unexpected end of JSON input ({"metadata":{"name":"x")`,
    );
    assert.equal(
      await message(things, { kind: 'Nothing', apiVersion: 'v1' }),
      'Nothing in version "v1" cannot be handled as a Thing: no kind "Nothing" is registered for version "v1" in scheme "pkg/api/legacyscheme/scheme.go:30"',
    );
    assert.equal(
      await message(things, { kind: 'Pod', apiVersion: 'v1' }),
      'Pod in version "v1" cannot be handled as a Thing: converting (v1.Pod) to (core.Thing): unknown conversion',
    );
    assert.equal(
      await message(widgets, { ...widget('x'), kind: 'Foo' }),
      'Foo.example.com "x" is invalid: kind: Invalid value: "Foo": must be Widget',
    );
    assert.equal(
      await message(widgets, { ...widget('x'), apiVersion: 'example.com/v2' }),
      'the API version in the data (example.com/v2) does not match the expected API version (example.com/v1)',
    );
  });

  it('takes YAML, and refuses other types', async () => {
    const yaml = { headers: { 'content-type': 'application/yaml' } };
    const made = await world.send('POST', things, 'metadata:\n  name: x\ndata:\n  a: "1"\n', yaml);
    assert.deepEqual(made.body.data, { a: '1' });
    const text = { headers: { 'content-type': 'text/plain' } };
    assert.equal((await world.send('POST', things, 'x', text)).status, 415);
  });

  it('warns of, refuses or ignores fields that are unknown or there twice', async () => {
    const body = '{"metadata":{"name":"x"},"spec":{"size":1,"size":2,"colour":"red"},"more":1}';
    const warned = await world.send('POST', things, body);
    assert.deepEqual(warned.warnings, [
      'unknown field "spec.colour"',
      'unknown field "more"',
      'duplicate field "spec.size"',
    ]);
    assert.deepEqual(warned.body.spec, { size: 2 });
    const strict = await world.send('POST', `${things}?fieldValidation=Strict`, body);
    assert.deepEqual(
      [strict.status, strict.body.message],
      [
        400,
        'Thing in version "v1" cannot be handled as a Thing: strict decoding error: unknown field "spec.colour", unknown field "more", duplicate field "spec.size"',
      ],
    );
    const ignored = await world.send('POST', `${things}?fieldValidation=Ignore`, body.replace('"x"', '"y"'));
    assert.deepEqual([ignored.status, ignored.warnings], [201, []]);
  });

  it('stores nothing in a dry run', async () => {
    const { status, body } = await world.send('POST', `${things}?dryRun=All`, { metadata: { name: 'x' } });
    assert.deepEqual([status, body.metadata?.resourceVersion], [201, undefined]);
    assert.equal((await world.send('GET', `${things}/x`)).status, 404);
    const wrong = await world.send('POST', `${things}?dryRun=Some`, { metadata: { name: 'x' } });
    assert.match(
      String(wrong.body.message),
      /^CreateOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: .*"Some".*: supported values: "All"$/,
    );
  });

  it('asks admission, first to change, then to judge', async () => {
    world.admission.mutate = async (a, object) => ({ ...object, data: { by: a.operation, name: a.name } }) as never;
    world.admission.validate = async (_, object) => {
      if ((object?.data as { name?: string } | undefined)?.name === 'bad')
        throw conflict({ group: '', plural: 'things' }, 'bad', 'no');
    };
    const { body } = await world.send('POST', things, { metadata: { name: 'x' } });
    assert.deepEqual(body.data, { by: 'CREATE', name: 'x' });
    assert.equal((await world.send('POST', things, { metadata: { name: 'bad' } })).status, 409);
    assert.equal((await world.send('GET', `${things}/bad`)).status, 404);
  });

  it('gives custom objects a generation and defaults, and drops their status', async () => {
    const { body } = await world.send('POST', widgets, widget('x', { spec: {}, status: { replicas: 1 } }));
    assert.equal(body.metadata?.generation, 1);
    assert.deepEqual([body.spec, body.status], [{ size: 3 }, undefined]);
  });
});

describe('updating', () => {
  let world: RestWorld;
  let version: string;
  beforeEach(async () => {
    world = new RestWorld();
    await world.namespaces('a');
    await world.send('POST', things, { metadata: { name: 'x', labels: { a: 'b' } }, data: { n: 1 } });
    const made = await world.send('POST', widgets, widget('w', { spec: { replicas: 1 } }));
    version = made.body.metadata?.resourceVersion ?? '';
  });
  afterEach(() => world[Symbol.dispose]());

  it('replaces all but what the server keeps', async () => {
    const before = await world.send('GET', `${things}/x`);
    const { status, body } = await world.send('PUT', `${things}/x`, { metadata: { name: 'x' }, data: { n: 2 } });
    assert.equal(status, 200);
    assert.equal(body.metadata?.uid, before.body.metadata?.uid);
    assert.equal(body.metadata?.labels, undefined);
    assert.deepEqual(body.data, { n: 2 });
  });

  it('writes nothing when nothing changes', async () => {
    const { revision } = world.store;
    const { body } = await world.send('PUT', `${things}/x`, {
      metadata: { name: 'x', labels: { a: 'b' } },
      data: { n: 1 },
    });
    assert.equal(world.store.revision, revision);
    assert.equal(
      body.metadata?.resourceVersion,
      (await world.send('GET', `${things}/x`)).body.metadata?.resourceVersion,
    );
  });

  it('refuses an old version, another uid, another name, a missing version of a custom object', async () => {
    const put = async (url: string, body: object) => (await world.send('PUT', url, body)).body;
    const old = await put(`${things}/x`, { metadata: { name: 'x', resourceVersion: '1' } });
    assert.equal(
      old.message,
      'Operation cannot be fulfilled on things "x": the object has been modified; please apply your changes to the latest version and try again',
    );
    const other = await put(`${things}/x`, { metadata: { name: 'x', uid: 'u' } });
    assert.match(String(other.message), /Precondition failed: UID in precondition: u, UID in object meta: /);
    const name = await put(`${things}/x`, { metadata: { name: 'y' } });
    assert.equal(name.message, 'the name of the object (y) does not match the name on the URL (x)');
    const unnamed = await put(`${things}/x`, { metadata: {} });
    assert.equal(unnamed.message, 'the name of the object (x based on URL) was undeterminable: name must be provided');
    const custom = await put(`${widgets}/w`, widget('w'));
    assert.equal(
      custom.message,
      'widgets.example.com "w" is invalid: metadata.resourceVersion: Invalid value: 0x0: must be specified for an update',
    );
    assert.equal((await put(`${things}/z`, { metadata: { name: 'z' } })).message, 'things "z" not found');
  });

  it('creates what may be created by an update', async () => {
    const url = '/apis/coordination.k8s.io/v1/namespaces/a/leases/l';
    const { status, body } = await world.send('PUT', url, { metadata: { name: 'l' } });
    assert.deepEqual([status, body.metadata?.name], [201, 'l']);
  });

  it('counts generations of what is wanted only', async () => {
    const put = async (more: object, sub = '') => {
      const { metadata } = (await world.send('GET', `${widgets}/w`)).body;
      const resourceVersion = metadata?.resourceVersion;
      const sent = {
        ...widget('w', more),
        metadata: { name: 'w', resourceVersion, labels: { l: JSON.stringify(more).length.toString() } },
      };
      return (await world.send('PUT', `${widgets}/w${sub}`, sent)).body;
    };
    assert.equal((await put({ spec: { replicas: 1, size: 3 } })).metadata?.generation, 1);
    assert.equal((await put({ spec: { replicas: 2 } })).metadata?.generation, 2);
    const told = await put({ status: { replicas: 2 } }, '/status');
    assert.deepEqual(
      [told.metadata?.generation, told.spec, told.status],
      [2, { replicas: 2, size: 3 }, { replicas: 2 }],
    );
    assert.deepEqual((await put({ spec: { replicas: 2 }, status: { replicas: 9 } })).status, { replicas: 2 });
  });

  it('keeps the deletion timestamp, and lets go with the last finalizer', async () => {
    await world.send('PATCH', `${things}/x`, { metadata: { finalizers: ['a.b/c'] } }, merge);
    const going = await world.send('DELETE', `${things}/x`);
    assert.ok(going.body.metadata?.deletionTimestamp);
    const more = await world.send('PATCH', `${things}/x`, { metadata: { finalizers: ['a.b/c', 'd.e/f'] } }, merge);
    assert.match(String(more.body.message), /no new finalizers can be added if the object is being deleted/);
    const gone = await world.send('PATCH', `${things}/x`, { metadata: { finalizers: null } }, merge);
    assert.equal(gone.status, 200);
    assert.equal((await world.send('GET', `${things}/x`)).status, 404);
  });

  it('patches, again when others were faster', async () => {
    const patches = Array.from({ length: 5 }, (_, i) =>
      world.send('PATCH', `${things}/x`, { data: { [`k${i}`]: i } }, merge),
    );
    for (const { status } of await Promise.all(patches)) assert.equal(status, 200);
    const { body } = await world.send('GET', `${things}/x`);
    assert.deepEqual(body.data, { n: 1, k0: 0, k1: 1, k2: 2, k3: 3, k4: 4 });
    const old = await world.send('PATCH', `${things}/x`, { metadata: { resourceVersion: '1' } }, merge);
    assert.equal(old.status, 409);
    const removed = await world.send('PATCH', `${things}/x`, [{ op: 'remove', path: '/data/n' }], jsonPatch);
    assert.equal((removed.body.data as { n?: number }).n, undefined);
    const absent = await world.send('PATCH', `${things}/nope`, {}, merge);
    assert.equal(absent.status, 404);
  });

  it('refuses unknown fields in patches where that is asked for', async () => {
    const { status, body } = await world.send('PATCH', `${things}/x?fieldValidation=Strict`, { no: 1 }, merge);
    assert.equal(status, 422);
    assert.match(
      String(body.message),
      /^ "" is invalid: patch: Invalid value: .*strict decoding error: unknown field "no"$/,
    );
  });

  it('applies: creates, owns, conflicts', async () => {
    const send = (manager: string, data: object, name = 'applied') =>
      world.send(
        'PATCH',
        `${things}/${name}?fieldManager=${manager}`,
        { apiVersion: 'v1', kind: 'Thing', metadata: { name }, data },
        apply,
      );
    assert.equal((await send('one', { a: '1' })).status, 201);
    const conflicted = await send('two', { a: '2' });
    assert.deepEqual([conflicted.status, conflicted.body.reason], [409, 'Conflict']);
    const { body } = await send('one', { a: '3' });
    assert.deepEqual(body.data, { a: '3' });
  });

  it('applies what others create at the same moment', async () => {
    const send = (manager: string) =>
      world.send(
        'PATCH',
        `${things}/both?fieldManager=${manager}`,
        { apiVersion: 'v1', kind: 'Thing', metadata: { name: 'both' }, data: { [manager]: '1' } },
        apply,
      );
    const statuses = (await Promise.all([send('one'), send('two')])).map(({ status }) => status);
    assert.deepEqual(statuses.sort(), [200, 201]);
    assert.deepEqual((await world.send('GET', `${things}/both`)).body.data, { one: '1', two: '1' });
  });

  it('scales', async () => {
    const url = `${widgets}/w/scale`;
    const { body } = await world.send('GET', url);
    assert.deepEqual([body.kind, body.spec, body.status], ['Scale', { replicas: 1 }, { replicas: 0 }]);
    assert.equal((await world.send('PATCH', url, { spec: { replicas: 4 } }, merge)).status, 200);
    const put = await world.send('PUT', url, { metadata: { name: 'w' }, spec: { replicas: 5 } });
    assert.deepEqual(put.body.spec, { replicas: 5 });
    const { body: parent } = await world.send('GET', `${widgets}/w`);
    assert.deepEqual([parent.spec, parent.metadata?.generation], [{ replicas: 5, size: 3 }, 3]);
    const old = await world.send('PUT', url, {
      metadata: { name: 'w', resourceVersion: version },
      spec: { replicas: 5 },
    });
    assert.equal(old.status, 409);
  });

  it('drops owner references that are there twice, with a warning', async () => {
    const owner = { apiVersion: 'v1', kind: 'Thing', name: 'o', uid: 'u' };
    const { body, warnings } = await world.send('PUT', `${things}/x`, {
      metadata: { name: 'x', ownerReferences: [owner, owner] },
    });
    assert.equal(body.metadata?.ownerReferences?.length, 1);
    assert.match(warnings[0] ?? '', /duplicate UID\(s\) observed: u$/);
  });
});
