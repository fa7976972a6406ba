// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apiError, eventually, memoryClient, quiet } from '@kubevirt-ts/testkit';
import type { Client } from '../client/client.ts';
import { resources } from '../resource.ts';
import { LeadershipLost, lead } from './lead.ts';

const ref = { namespace: 'kubevirt', name: 'virt-controller' };
const timing = { leaseMs: 400, renewMs: 200, retryMs: 5 };

function contender(client: Client, identity: string, onLead: (client: Client) => void = () => undefined) {
  const ending = new AbortController();
  const state = { isLeading: false };
  const ended = lead({
    ...ref,
    client,
    identity,
    logger: quiet(),
    signal: ending.signal,
    timing,
    async lead(signal, fencedClient) {
      state.isLeading = true;
      onLead(fencedClient);
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve());
      });
      state.isLeading = false;
    },
  });
  return { state, ended, stop: () => ending.abort() };
}

const holder = (client: ReturnType<typeof memoryClient>) => client.peek(resources.leases, ref)?.spec?.holderIdentity;

test('one leads; when it ends it gives the lease back and the other leads', async () => {
  const client = memoryClient();
  const first = contender(client, 'first');
  await eventually(() => first.state.isLeading);
  const second = contender(client, 'second');
  await eventually(() => client.writes.filter(({ verb }) => verb === 'update').length > 3);
  assert.deepEqual([first.state.isLeading, second.state.isLeading, holder(client)], [true, false, 'first']);
  first.stop();
  await first.ended;
  await eventually(() => second.state.isLeading);
  assert.equal(client.peek(resources.leases, ref)?.spec?.leaseTransitions, 1);
  second.stop();
  await second.ended;
  assert.equal(holder(client), '');
});

test('a lease that nobody renewed for its time is taken', async () => {
  const spec = { holderIdentity: 'dead', leaseDurationSeconds: 0, renewTime: '2099-01-01T00:00:00.000000Z' };
  const client = memoryClient([{ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: ref, spec } as never]);
  const { state, ended, stop } = contender(client, 'me');
  await eventually(() => state.isLeading);
  assert.equal(holder(client), 'me');
  stop();
  await ended;
});

test('who cannot renew stops leading, and can no longer write', async () => {
  const client = memoryClient();
  let fencedClient: Client | undefined;
  const { state, ended } = contender(client, 'me', (given) => {
    fencedClient = given;
  });
  await eventually(() => state.isLeading);
  await fencedClient?.create(resources.configMaps, { metadata: { namespace: 'kubevirt', name: 'a' } });
  client.failNext('update', 'leases', apiError(500, 'InternalError', 'down'), 1000);
  await assert.rejects(ended, LeadershipLost);
  assert.equal(state.isLeading, false);
  await assert.rejects(
    async () => fencedClient?.create(resources.configMaps, { metadata: { namespace: 'kubevirt', name: 'b' } }),
    /no longer held/,
  );
  assert.ok(await fencedClient?.get(resources.configMaps, { namespace: 'kubevirt', name: 'a' }));
});

test('whose lease was taken by another stops at once', async () => {
  const client = memoryClient();
  const { state, ended } = contender(client, 'me');
  await eventually(() => state.isLeading);
  const body = { spec: { holderIdentity: 'other', leaseDurationSeconds: 60 } };
  await client.patch(resources.leases, ref, { type: 'merge', body });
  await assert.rejects(ended, LeadershipLost);
  assert.equal(holder(client), 'other');
});

test('whoever is ended before it led just returns', async () => {
  const client = memoryClient();
  const first = contender(client, 'first');
  await eventually(() => first.state.isLeading);
  const second = contender(client, 'second');
  second.stop();
  await second.ended;
  assert.equal(second.state.isLeading, false);
  first.stop();
  await first.ended;
});
