// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import { ownedDirectory, type PodResources } from '@kubevirt-ts/host';
import { type Client, issue, type KeyPair, newAuthority, resources, watchCache } from '@kubevirt-ts/kube';
import { eventually, memoryClient, pod, quiet, vmi } from '@kubevirt-ts/testkit';
import { WebSocket } from 'ws';
import { type FakeQemu, fakeQemu } from '../../test/fake-qemu.ts';
import { channels, slotNames } from '../channels/channels.ts';
import { vmiResource } from '../cluster.ts';
import { owners } from '../owners/owners.ts';
import { consoleServer } from './console-server.ts';

const now = new Date();
const durationMs = 3_600_000;
const path = '/v1/namespaces/default/virtualmachineinstances/testvmi';
let authority: KeyPair;
let server: KeyPair;
let virtApi: KeyPair;

before(async () => {
  authority = await newAuthority({ commonName: 'kubevirt.io', durationMs, now });
  server = await issue(authority, {
    commonName: 'kubevirt.io:system:node:virt-handler',
    usages: 'server',
    durationMs,
    now,
  });
  virtApi = await clientCertificate('kubevirt.io:system:client:virt-handler');
});

function clientCertificate(commonName: string, by: KeyPair = authority): Promise<KeyPair> {
  return issue(by, { commonName, usages: 'client', durationMs, now });
}

/** One VMI with its pod, its slot, its QEMU and the console server. */
async function setUp(clientCa: string | undefined = authority.certificatePem) {
  const root = await mkdtemp(join(tmpdir(), 'console-'));
  const ending = new AbortController();
  const { signal } = ending;
  const logger = quiet();
  const instance = vmi({
    metadata: { labels: { 'kubevirt.io/nodeName': 'node01' } },
    status: { activePods: { 'pod-uid': 'node01' } },
  });
  const uid = instance.metadata?.uid ?? '';
  const reference = {
    apiVersion: 'kubevirt.io/v1',
    kind: 'VirtualMachineInstance',
    name: 'testvmi',
    uid,
    controller: true,
  };
  const launcher = pod({ metadata: { uid: 'pod-uid', ownerReferences: [reference] }, spec: { nodeName: 'node01' } });
  const client: Client = memoryClient([instance, launcher]);
  const _live = (await client.list(vmiResource)).items[0];
  const livePod = (await client.list(resources.pods)).items[0];
  await client.patch(
    vmiResource,
    { namespace: 'default', name: 'testvmi' },
    {
      type: 'merge',
      body: { status: { activePods: { [livePod?.metadata?.uid ?? '']: 'node01' } } },
    },
  );
  const indexes = { uid: (object: VirtualMachineInstance) => [object.metadata?.uid ?? ''] };
  const vmis = watchCache({ client, resource: vmiResource, logger, signal, indexes });
  await vmis.synced();

  const directory = await ownedDirectory(join(root, 'channels'), slotNames);
  const slots = channels({
    directory,
    gid: process.getgid?.() ?? 0,
    log: logger,
    onChange: () => undefined,
    onAllocate: () => undefined,
  });
  const holder = { namespace: 'default', pod: 'testpod', container: 'compute', deviceId: '0' };
  const podResources: PodResources = { holders: async () => [holder], close: () => undefined };
  const resourceName = 'devices.kubevirt.io/channel';
  const onOwner = () => undefined;
  const register = owners({
    nodeName: 'node01',
    resourceName,
    client,
    podResources,
    channels: () => slots,
    vmis,
    log: logger,
    onOwner,
  });
  await slots.allocate(['0']);
  await register.refresh();
  const qemu = await fakeQemu(join(root, 'channels/0'));
  const serial = connect(join(root, 'channels/0/serial0.sock'));
  await once(serial, 'connect');
  await eventually(() => slots.get('0')?.machine.state.connected, 'the machine');

  const fixed = <T>(value: T) => ({ current: () => value, onChange: () => undefined });
  const https = await consoleServer({
    port: 0,
    certificate: fixed(server),
    clientCa: fixed<string | undefined>(clientCa),
    vmis,
    owners: register,
    logger,
    signal,
  });
  const tearDown = async (): Promise<void> => {
    ending.abort();
    qemu.close();
    serial.destroy();
    slots.leave();
    await rm(root, { recursive: true });
  };
  return { port: https.port, serial, qemu, tearDown } satisfies {
    port: number;
    serial: Socket;
    qemu: FakeQemu;
    tearDown: unknown;
  };
}

function tls(pair?: KeyPair) {
  return {
    ca: authority.certificatePem,
    rejectUnauthorized: false,
    cert: pair?.certificatePem,
    key: pair?.keyPem,
  };
}

function put(port: number, verb: string, pair?: KeyPair, method = 'PUT'): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(
      { port, host: '127.0.0.1', path: `${path}/${verb}`, method, agent: false, ...tls(pair) },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    call.on('error', reject).end();
  });
}

function dial(port: number, pair?: KeyPair): WebSocket {
  return new WebSocket(`wss://127.0.0.1:${port}${path}/console`, 'plain.kubevirt.io', tls(pair));
}

async function refusal(port: number, pair?: KeyPair): Promise<string> {
  const [error] = (await once(
    dial(port, pair).on('error', () => undefined),
    'error',
  )) as [Error];
  return error.message;
}

test('the console carries bytes both ways, and a new client takes it over', async () => {
  const { port, serial, tearDown } = await setUp();
  const first = dial(port, virtApi);
  await once(first, 'open');
  serial.write('login: ');
  assert.equal(String((await once(first, 'message'))[0]), 'login: ');
  first.send('root\n');
  assert.equal(String((await once(serial, 'data'))[0]), 'root\n');

  const second = dial(port, virtApi);
  await Promise.all([once(second, 'open'), once(first, 'close')]);
  serial.write('# ');
  assert.equal(String((await once(second, 'message'))[0]), '# ');
  second.terminate();
  await tearDown();
});

test('verbs reach QEMU', async () => {
  const { port, qemu, tearDown } = await setUp();
  assert.equal(await put(port, 'pause', virtApi), 200);
  assert.equal(await put(port, 'unpause', virtApi), 200);
  assert.equal(await put(port, 'reset', virtApi), 200);
  assert.deepEqual(qemu.commands, ['stop', 'cont', 'system_reset']);
  assert.equal(await put(port, 'pause', virtApi, 'GET'), 405);
  assert.equal(await put(port, 'selfdestruct', virtApi), 404);
  assert.equal(await put(port, 'guestosinfo', virtApi, 'GET'), 500);
  await tearDown();
});

test('CVE-2025-64434: a certificate of another role, of another authority, or none does not serve', async () => {
  const { port, qemu, tearDown } = await setUp();
  const stranger = await newAuthority({ commonName: 'kubevirt.io', durationMs, now });
  const pairs = [
    undefined,
    await clientCertificate('kubevirt.io:system:node:virt-handler'),
    await clientCertificate('kubevirt.io:system:client:virt-handler', stranger),
    server,
  ];
  for (const pair of pairs) {
    assert.equal(await put(port, 'pause', pair), 401);
    assert.match(await refusal(port, pair), /401/);
  }
  assert.deepEqual(qemu.commands, []);
  await tearDown();
});

test('CVE-2025-64434: without a known authority nobody is believed', async () => {
  const { port, tearDown } = await setUp('');
  assert.equal(await put(port, 'pause', virtApi), 401);
  await tearDown();
});
