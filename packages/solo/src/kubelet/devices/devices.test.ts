// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  type Client,
  credentials,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
} from '@grpc/grpc-js';
import type { Pod } from '@kubevirt-ts/kube';
import { eventually, pod, quiet } from '@kubevirt-ts/testkit';
import { grpcService } from '../grpc-service.ts';
import { podResourcesApi, servePodResources } from '../pod-resources/pod-resources.ts';
import { devicePluginApi } from './api.ts';
import { chooseDevices, settle } from './choose.ts';
import { type Devices, startDevices } from './devices.ts';
import { serveSocket } from './serve-socket.ts';

interface TestContext {
  after(end: () => unknown): void;
}

const resource = 'example.com/thing';

async function nodeDirectory(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'solo-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

function call(client: Client, method: string, request: object): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const unary = (client as unknown as Record<string, (...args: unknown[]) => void>)[method];
    unary?.call(client, request, (error: Error | null, answer: Record<string, unknown>) =>
      error ? reject(error) : resolve(answer),
    );
  });
}

/** A plugin with these devices that registers at once. */
async function plugin(
  t: TestContext,
  directory: string,
  ids: string[],
  o: { prefers?: string[]; refuses?: string } = {},
) {
  const allocated: string[][] = [];
  const started: string[][] = [];
  let stream: ServerWritableStream<object, object> | undefined;
  const tell = (devices: { id: string; health: string }[]) => stream?.write({ devices });
  const server = await serveSocket(
    join(directory, 'device-plugins', 'thing.sock'),
    { api: devicePluginApi, service: 'DevicePlugin' },
    {
      ListAndWatch(listener: ServerWritableStream<object, object>) {
        stream = listener;
        tell(ids.map((id) => ({ id, health: 'Healthy' })));
      },
      Allocate(
        request: ServerUnaryCall<{ containerRequests: { deviceIds: string[] }[] }, object>,
        answer: sendUnaryData<object>,
      ) {
        const [{ deviceIds } = { deviceIds: [] as string[] }] = request.request.containerRequests;
        allocated.push(deviceIds);
        if (o.refuses) return answer({ code: 13, details: o.refuses });
        answer(null, {
          containerResponses: [
            { envs: { IDS: deviceIds.join(',') }, mounts: [{ containerPath: '/c', hostPath: '/h', readOnly: true }] },
          ],
        });
      },
      GetPreferredAllocation: (_: unknown, answer: sendUnaryData<object>) =>
        answer(null, { containerResponses: [{ deviceIds: o.prefers ?? [] }] }),
      PreStartContainer(request: ServerUnaryCall<{ deviceIds: string[] }, object>, answer: sendUnaryData<object>) {
        started.push(request.request.deviceIds);
        answer(null, {});
      },
    },
  );
  t.after(() => server.stop());
  const Registration = grpcService(devicePluginApi, 'Registration');
  const client = new Registration(
    `unix://${join(directory, 'device-plugins', 'kubelet.sock')}`,
    credentials.createInsecure(),
  );
  t.after(() => client.close());
  const options = { preStartRequired: true, getPreferredAllocationAvailable: o.prefers !== undefined };
  await call(client, 'Register', { version: 'v1beta1', endpoint: 'thing.sock', resourceName: resource, options });
  return { allocated, started, tell, stop: () => server.stop(), client };
}

function wants(uid: string, amount: number, more: object = {}): Pod {
  const limits = { [resource]: String(amount) };
  return pod({
    metadata: { uid, name: uid },
    spec: { containers: [{ name: 'c', resources: { limits } }], ...more },
  } as Pod);
}

async function started(t: TestContext, directory: string): Promise<Devices> {
  const devices = await startDevices({ kubeletDirectory: directory, logger: quiet(), changed: () => undefined });
  t.after(() => devices.stop());
  return devices;
}

const counts = (devices: Devices) => devices.counts().get(resource);

test('a plugin’s devices are counted and given to containers, and taken back', async (t) => {
  const directory = await nodeDirectory(t);
  const devices = await started(t, directory);
  const { allocated, started: prepared, tell } = await plugin(t, directory, ['0', '1', '10']);
  await eventually(() => counts(devices)?.allocatable === 3);

  assert.equal(await devices.admit(wants('a', 2)), undefined);
  assert.deepEqual(allocated, [['0', '1']]);
  assert.deepEqual(devices.allocationOf('a', 'c'), {
    envs: { IDS: '0,1' },
    mounts: [{ containerPath: '/c', hostPath: '/h', readOnly: true }],
    devices: [],
  });
  await devices.preStart('a', 'c');
  assert.deepEqual(prepared, [['0', '1']]);
  assert.equal(await devices.admit(wants('a', 2)), undefined, 'a second time changes nothing');
  assert.equal(allocated.length, 1);
  assert.deepEqual(await devices.admit(wants('b', 2)), {
    reason: 'UnexpectedAdmissionError',
    message: `Allocate failed due to requested number of devices unavailable for ${resource}. Requested: 2, Available: 1, which is unexpected`,
  });
  devices.release('a');
  assert.equal(await devices.admit(wants('b', 2)), undefined);

  tell([
    { id: '0', health: 'Unhealthy' },
    { id: '1', health: 'Healthy' },
  ]);
  await eventually(() => counts(devices)?.capacity === 2 && counts(devices)?.allocatable === 1);
});

test('what was given survives the node’s end; plugins are made to register again', async (t) => {
  const directory = await nodeDirectory(t);
  const before = await started(t, directory);
  const first = await plugin(t, directory, ['0', '1']);
  await eventually(() => counts(before)?.allocatable === 2);
  await before.admit(wants('a', 1));
  before.stop();
  first.stop();

  const after = await started(t, directory);
  assert.equal(existsSync(join(directory, 'device-plugins', 'thing.sock')), false);
  assert.deepEqual(counts(after), { capacity: 0, allocatable: 0 });
  assert.equal(after.allocationOf('a', 'c').envs.IDS, '0');
  // A pod that comes before the plugin is back waits for it.
  const early = after.admit(wants('b', 1));
  const second = await plugin(t, directory, ['0', '1']);
  assert.equal(await early, undefined);
  assert.deepEqual(second.allocated, [['1']]);
});

test('a plugin that goes leaves no healthy device; one that refuses refuses the pod', async (t) => {
  const directory = await nodeDirectory(t);
  const devices = await started(t, directory);
  const { stop } = await plugin(t, directory, ['0'], { refuses: 'not now' });
  await eventually(() => counts(devices)?.allocatable === 1);
  assert.match(
    (await devices.admit(wants('a', 1)))?.message ?? '',
    /^Allocate failed due to .*not now, which is unexpected$/,
  );
  assert.deepEqual(devices.assignments(), []);
  stop();
  await eventually(() => counts(devices)?.allocatable === 0 && counts(devices)?.capacity === 1);
});

test('a plugin is asked which devices it would rather give', async (t) => {
  const directory = await nodeDirectory(t);
  const devices = await started(t, directory);
  const { allocated, client } = await plugin(t, directory, ['0', '1', '2'], { prefers: ['2', 'x'] });
  await eventually(() => counts(devices)?.allocatable === 3);
  await devices.admit(wants('a', 2));
  assert.deepEqual(allocated, [['2', '0']]);
  const bad = { version: 'v1alpha', endpoint: 'thing.sock', resourceName: resource };
  await assert.rejects(call(client, 'Register', bad), /is not supported by kubelet/);
  await assert.rejects(call(client, 'Register', { ...bad, version: 'v1beta1', resourceName: 'cpu' }), /is invalid/);
});

test('who holds what is told', async (t) => {
  const directory = await nodeDirectory(t);
  const devices = await started(t, directory);
  await plugin(t, directory, ['0', '1']);
  await eventually(() => counts(devices)?.allocatable === 2);
  const pods = [wants('a', 1)];
  await devices.admit(pods[0] as Pod);
  const socket = join(directory, 'pod-resources', 'kubelet.sock');
  const server = await servePodResources(socket, devices, () => pods);
  t.after(() => server.stop());
  const client = new (grpcService(podResourcesApi, 'PodResourcesLister'))(
    `unix://${socket}`,
    credentials.createInsecure(),
  );
  t.after(() => client.close());
  const mine = {
    name: 'a',
    namespace: 'default',
    containers: [{ name: 'c', devices: [{ resourceName: resource, deviceIds: ['0'] }] }],
  };
  assert.deepEqual(await call(client, 'List', {}), { podResources: [mine] });
  assert.deepEqual(await call(client, 'Get', { podName: 'a', podNamespace: 'default' }), { podResources: mine });
  await assert.rejects(
    call(client, 'Get', { podName: 'b', podNamespace: 'default' }),
    /pod b in namespace default not found/,
  );
  assert.deepEqual(await call(client, 'GetAllocatableResources', {}), {
    devices: [{ resourceName: resource, deviceIds: ['0', '1'] }],
  });
});

test('a container may have what an init container of its pod had', () => {
  const healthy = new Set(['0', '1', '2']);
  const choose = (needed: number) =>
    chooseDevices({ resource, needed, healthy, inUse: new Set(['0', '1']), reusable: new Set(['1']) });
  const one = choose(1);
  assert.deepEqual('refused' in one ? one : settle(one, []), ['1']);
  const two = choose(2);
  assert.deepEqual('refused' in two ? two : settle(two, []), ['1', '2']);
  assert.deepEqual(choose(3), {
    refused: `requested number of devices unavailable for ${resource}. Requested: 3, Available: 2`,
  });
});
