// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { fakeKubelet } from '../../test/fake-kubelet.ts';
import { devicePlugin } from './device-plugin.ts';
import { podResources } from './pod-resources.ts';

const log = { info: () => undefined, warn: () => undefined };
const endpoint = 'kubevirt-channel.sock';
const resourceName = 'devices.kubevirt.io/channel';

async function until(what: () => boolean): Promise<void> {
  while (!what()) await turn();
}

test('a plugin registers, tells its devices and their changes, and prepares a container', async () => {
  const kubelet = await fakeKubelet();
  await kubelet.start();
  const plugin = devicePlugin({
    resourceName,
    directory: kubelet.directory,
    devices: [{ id: '0', healthy: true }],
    allocate: (ids) => ({ mounts: [{ containerPath: '/c', hostPath: `/h/${ids}`, readOnly: true }] }),
    log,
  });
  await until(() => kubelet.registered.length > 0);
  assert.deepEqual(
    { ...kubelet.registered[0], options: undefined },
    { version: 'v1beta1', endpoint, resourceName, options: undefined },
  );

  const listening = kubelet.listen(endpoint);
  await until(() => listening.lists.length === 1);
  assert.deepEqual(listening.lists[0], { devices: [{ ID: '0', health: 'Healthy' }] });
  assert.equal(plugin.registered, true);
  plugin.setDevices([{ id: '0', healthy: false }]);
  await until(() => listening.lists.length === 2);
  assert.deepEqual(listening.lists[1], { devices: [{ ID: '0', health: 'Unhealthy' }] });

  const answer = (await kubelet.allocate(endpoint, ['0'])) as { containerResponses: { mounts: object[] }[] };
  assert.deepEqual(answer.containerResponses[0]?.mounts, [{ containerPath: '/c', hostPath: '/h/0', readOnly: true }]);
  await assert.rejects(kubelet.allocate(endpoint, ['../../etc']), /has no device/);
  listening.stop();
  plugin.stop();
  await kubelet.end();
});

test('a plugin registers again with a kubelet that started again, or came late', async () => {
  const kubelet = await fakeKubelet();
  const plugin = devicePlugin({
    resourceName,
    directory: kubelet.directory,
    devices: [],
    allocate: () => ({}),
    log,
  });
  await kubelet.start();
  await until(() => kubelet.registered.length === 1);
  await kubelet.restart();
  await until(() => kubelet.registered.length === 2);
  plugin.stop();
  await kubelet.end();
});

test('the kubelet tells who holds a resource, in which container', async () => {
  const kubelet = await fakeKubelet();
  await kubelet.start();
  kubelet.podResources = [
    {
      namespace: 'ns',
      name: 'pod',
      containers: [
        {
          name: 'compute',
          devices: [
            { resourceName, deviceIds: ['3'] },
            { resourceName: 'other/thing', deviceIds: ['9'] },
          ],
        },
        { name: 'sidecar', devices: [] },
      ],
    },
  ];
  const resources = podResources(`${kubelet.directory}/kubelet.sock`);
  assert.deepEqual(await resources.holders(resourceName), [
    { namespace: 'ns', pod: 'pod', container: 'compute', deviceId: '3' },
  ]);
  resources.close();
  await kubelet.end();
});

test('a kubelet that is away is an error, not an answer', async () => {
  const resources = podResources('/nonexistent/kubelet.sock', 300);
  await assert.rejects(resources.holders(resourceName), /does not list pod resources/);
  resources.close();
});
