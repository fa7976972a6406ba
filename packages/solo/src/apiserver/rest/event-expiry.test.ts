// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { quiet } from '@kubevirt-ts/testkit';
import { RestWorld } from '../../../test/rest-world.ts';
import { eventExpiry } from './event-expiry.ts';

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
  const ending = new AbortController();
  let waits = 0;
  const { stopped } = eventExpiry({
    store: world.store,
    now: world.clock.now,
    logger: quiet(),
    signal: ending.signal,
    delay: async () => {
      waits += 1;
      if (waits === 2) ending.abort();
    },
  });
  await stopped;
  assert.equal(world.store.get('/events', 'a/old'), undefined);
  assert.ok(world.store.get('/events', 'a/heard'));
});
