// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apiError, memoryClient, vm, vmi } from '@kubevirt-ts/testkit';
import { kinds } from '../kinds.ts';
import type { Call } from './call.ts';
import { restart, start, stop } from './power.ts';
import { CallError } from './status.ts';
import type { VirtHandlers } from './virt-handlers.ts';

const name = 'testvm';
const target = { version: 'v1', namespace: 'default', resource: 'virtualmachines', name, subresource: 'start' };
const handlers: VirtHandlers = { ask: () => assert.fail(), stream: () => assert.fail() };
const world = (runStrategy: string, phase?: string) => {
  const client = memoryClient();
  client.put(vm({ spec: { runStrategy } }));
  if (phase) client.put(vmi({ metadata: { name }, status: { phase } }));
  const call = (options = {}): Call => ({ target, options, client, handlers });
  return { client, call, stored: () => client.peek(kinds.vms, target) };
};

test('a start is written to the VM and accepted', async () => {
  const { call, stored } = world('Halted');
  assert.deepEqual(await start(call()), { code: 202 });
  assert.equal(stored()?.spec.runStrategy, 'Always');
});

test('a request goes into the status', async () => {
  const { call, stored } = world('Manual', 'Running');
  await stop(call());
  assert.equal(stored()?.status?.stateChangeRequests?.[0]?.action, 'Stop');
});

test('a stop with a grace period shortens that of the VMI', async () => {
  const { client, call } = world('Always', 'Running');
  await stop(call({ gracePeriod: 3 }));
  assert.equal(client.peek(kinds.vmis, target)?.spec.terminationGracePeriodSeconds, 3);
});

test('a forced restart leaves the guest one second', async () => {
  const { client, call, stored } = world('Always', 'Running');
  await restart(call({ gracePeriodSeconds: 0 }));
  assert.equal(client.peek(kinds.vmis, target)?.spec.terminationGracePeriodSeconds, 1);
  assert.equal(stored()?.status?.stateChangeRequests?.length, 2);
});

test('a dry run writes nothing', async () => {
  const { call, stored } = world('Halted');
  await start(call({ dryRun: ['All'] }));
  assert.equal(stored()?.spec.runStrategy, 'Halted');
});

test('a VM that changed meanwhile is looked at again', async () => {
  const { client, call, stored } = world('Halted');
  client.failNext('patch', 'virtualmachines', apiError(409, 'Conflict', 'changed'), 2);
  await start(call());
  assert.equal(stored()?.spec.runStrategy, 'Always');
});

test('a VM that changes all the time is a conflict', async () => {
  const { client, call } = world('Halted');
  client.failNext('patch', 'virtualmachines', apiError(409, 'Conflict', 'changed'), 9);
  await assert.rejects(start(call()), (error) => error instanceof CallError && error.code === 409);
});

test('a VM that is not there is not found, and odd grace periods are refused', async () => {
  const { call } = world('Always');
  const absent = { ...call(), target: { ...target, name: 'other' } };
  await assert.rejects(start(absent), { code: 404, message: 'virtualmachine.kubevirt.io "other" not found' });
  assert.throws(() => restart(call({ gracePeriodSeconds: 5 })), {
    code: 400,
    message: 'For force restart, only gracePeriod=0 is supported for now',
  });
  assert.throws(() => restart(call({ gracePeriodSeconds: -1 })), {
    code: 400,
    message: 'gracePeriod has to be greater or equal to 0',
  });
});
