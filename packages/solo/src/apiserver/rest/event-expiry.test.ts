// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { RestWorld } from '../../../test/rest-world.ts';
import { expireEvents } from './event-expiry.ts';

it('events go an hour after they were last heard of', async () => {
  using world = new RestWorld();
  await world.namespaces('a');
  const put = (name: string, lastTimestamp?: string) =>
    world.store.put(
      '/events',
      `a/${name}`,
      { metadata: { name, creationTimestamp: '2026-01-01T00:00:00Z' }, lastTimestamp },
      0,
    );
  await put('old');
  await put('heard', '2026-01-01T00:30:00Z');
  world.clock.advance(61 * 60_000);
  assert.equal(await expireEvents({ store: world.store, now: world.clock.now }), 1);
  assert.equal(world.store.get('/events', 'a/old'), undefined);
  assert.ok(world.store.get('/events', 'a/heard'));
});
