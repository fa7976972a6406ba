// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { RestWorld } from '../../../test/rest-world.ts';

const things = '/api/v1/namespaces/a/things';
const pods = '/api/v1/namespaces/a/pods';

describe('deleting', () => {
  let world: RestWorld;
  beforeEach(async () => {
    world = new RestWorld();
    await world.namespaces('a');
    await world.send('POST', things, { metadata: { name: 'x', labels: { l: '1' } } });
    await world.send('POST', pods, { metadata: { name: 'p' } });
  });
  afterEach(() => world[Symbol.dispose]());

  it('answers with a Status', async () => {
    const { body: made } = await world.send('GET', `${things}/x`);
    const { status, body } = await world.send('DELETE', `${things}/x`);
    assert.equal(status, 200);
    assert.deepEqual(body, {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name: 'x', kind: 'things', uid: made.metadata?.uid },
    });
    assert.equal((await world.send('DELETE', `${things}/x`)).status, 404);
  });

  it('checks preconditions and options', async () => {
    const refused = async (body: object) => (await world.send('DELETE', `${things}/x`, body)).body.message as string;
    assert.match(
      await refused({ preconditions: { uid: 'u' } }),
      /^Operation cannot be fulfilled on Thing "x": the UID in the precondition \(u\) does not match the UID in record/,
    );
    assert.match(await refused({ preconditions: { resourceVersion: '1' } }), /The object might have been modified$/);
    assert.match(
      await refused({ propagationPolicy: 'Never' }),
      /supported values: "Foreground", "Background", "Orphan", "nil"$/,
    );
    assert.match(await refused({ propagationPolicy: 'Orphan', orphanDependents: true }), /cannot be both set$/);
    assert.equal((await world.send('DELETE', `${things}/x?dryRun=All`)).status, 200);
    assert.equal((await world.send('GET', `${things}/x`)).status, 200);
  });

  it('marks what dependents depend on', async () => {
    const { body } = await world.send('DELETE', `${things}/x?propagationPolicy=Foreground`);
    assert.deepEqual(body.metadata?.finalizers, ['foregroundDeletion']);
    assert.equal(body.metadata?.deletionGracePeriodSeconds, 0);
    const orphaned = await world.send('DELETE', `${things}/x`, { propagationPolicy: 'Orphan' });
    assert.deepEqual(orphaned.body.metadata?.finalizers, ['orphan']);
    await world.send('POST', things, { metadata: { name: 'y' } });
    const old = await world.send('DELETE', `${things}/y`, { orphanDependents: true });
    assert.deepEqual(old.body.metadata?.finalizers, ['orphan']);
  });

  it('tells who creates anew what is still going', async () => {
    await world.send('DELETE', `${things}/x?propagationPolicy=Foreground`);
    const { body } = await world.send('POST', things, { metadata: { name: 'x' } });
    assert.equal(body.message, 'object is being deleted: things "x" already exists');
  });

  it('gives pods time, less when asked again, none in the end', async () => {
    const watch = await world.follow(`${pods}?watch=true&resourceVersion=${world.store.revision}`);
    const first = await world.send('DELETE', `${pods}/p`);
    assert.equal(first.body.kind, 'Pod');
    assert.equal(first.body.metadata?.deletionGracePeriodSeconds, 30);
    assert.equal(first.body.metadata?.deletionTimestamp, '2026-01-01T00:00:30Z');
    const longer = await world.send('DELETE', `${pods}/p?gracePeriodSeconds=60`);
    assert.equal(longer.body.metadata?.deletionGracePeriodSeconds, 30);
    const shorter = await world.send('DELETE', `${pods}/p?gracePeriodSeconds=5`);
    assert.equal(shorter.body.metadata?.deletionTimestamp, '2026-01-01T00:00:05Z');
    const gone = await world.send('DELETE', `${pods}/p`, { gracePeriodSeconds: 0 });
    assert.equal(gone.body.kind, 'Pod');
    assert.equal((await world.send('GET', `${pods}/p`)).status, 404);
    assert.deepEqual(await watch.names(3), ['MODIFIED p', 'MODIFIED p', 'DELETED p']);
    await watch.end();
  });

  it('shows that a pod is to be deleted before it is gone', async () => {
    const watch = await world.follow(`${pods}?watch=true&resourceVersion=${world.store.revision}`);
    await world.send('DELETE', `${pods}/p`, { gracePeriodSeconds: 0 });
    assert.deepEqual(await watch.names(2), ['MODIFIED p', 'DELETED p']);
    await watch.end();
  });

  it('keeps a pod with finalizers beyond its time', async () => {
    await world.send('POST', pods, { metadata: { name: 'q', finalizers: ['a.b/c'] } });
    await world.send('DELETE', `${pods}/q`, { gracePeriodSeconds: 0 });
    const { body } = await world.send('GET', `${pods}/q`);
    assert.equal(body.metadata?.deletionGracePeriodSeconds, 0);
    await world.send('PUT', `${pods}/q`, { metadata: { name: 'q' } });
    assert.equal((await world.send('GET', `${pods}/q`)).status, 404);
  });

  it('deletes a selection, and answers with what it was', async () => {
    for (const name of ['y', 'z']) await world.send('POST', things, { metadata: { name, labels: { l: name } } });
    const { body } = await world.send('DELETE', `${things}?labelSelector=l!=z`);
    const items = body.items as unknown as { metadata: { name: string } }[];
    assert.deepEqual(
      items.map((item) => item.metadata.name),
      ['x', 'y'],
    );
    assert.equal(world.store.count('/things'), 1);
  });

  it('keeps the namespaces that everything needs, and those with content', async () => {
    await world.namespaces('default');
    const kept = await world.send('DELETE', '/api/v1/namespaces/default');
    assert.equal(kept.body.message, 'namespaces "default" is forbidden: this namespace may not be deleted');
    const spec = { spec: { finalizers: ['kubernetes'] } };
    using own = new RestWorld({ schemas: { mismatch: () => undefined, prune: () => [] } });
    await own.send('POST', '/api/v1/namespaces', { metadata: { name: 'b' }, ...spec });
    const going = await own.send('DELETE', '/api/v1/namespaces/b');
    assert.deepEqual([going.status, going.body.status], [200, { phase: 'Terminating' }]);
    assert.equal(going.body.metadata?.deletionGracePeriodSeconds, undefined);
    await own.send('PUT', '/api/v1/namespaces/b/finalize', { metadata: { name: 'b' }, spec: { finalizers: [] } });
    assert.equal((await own.send('GET', '/api/v1/namespaces/b')).status, 404);
  });
});
