// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Node, Registry, resources, watchCache } from '@kubevirt-ts/kube';
import { clock, eventually, memoryClient, node, quiet } from '@kubevirt-ts/testkit';
import { closeNode, nodeController } from './index.ts';

function setUp() {
  const client = memoryClient();
  client.put(node({ metadata: { labels: { 'kubevirt.io/kvm': 'true', 'example.com/mine': 'yes' } } }));
  client.put(node({ metadata: { name: 'node02', uid: 'other', labels: {} } }));
  const ending = new AbortController();
  const { signal } = ending;
  const logger = quiet();
  const nodes = watchCache<Node>({
    client,
    resource: resources.nodes,
    logger,
    signal,
    fieldSelector: 'metadata.name=node01',
  });
  const time = clock();
  let registered = false;
  const options = {
    nodeName: 'node01',
    client,
    nodes,
    now: time.now,
    isRegistered: () => registered,
    capabilities: () => ({ 'machine-type.node.kubevirt.io/q35': 'true' }),
    logger,
    metrics: new Registry(),
    signal,
  };
  const labels = () => client.peek(resources.nodes, { name: 'node01' })?.metadata?.labels ?? {};
  const heartbeat = () =>
    client.peek(resources.nodes, { name: 'node01' })?.metadata?.annotations?.['kubevirt.io/heartbeat'];
  const register = () => {
    registered = true;
  };
  return { client, options, labels, heartbeat, register, time, end: () => ending.abort() };
}

test('a node is schedulable once its plugins are registered, and closed when virt-handler goes', async () => {
  const { options, labels, heartbeat, register, time, end } = setUp();
  const controller = nodeController(options);
  await eventually(() => labels()['kubevirt.io/schedulable'] === 'false', 'the first look');
  assert.equal(labels()['machine-type.node.kubevirt.io/q35'], 'true');
  assert.equal(heartbeat(), '2026-01-01T00:00:00Z');
  register();
  time.advance(61_000);
  controller.enqueue('node01');
  await eventually(() => labels()['kubevirt.io/schedulable'] === 'true', 'the registration');
  assert.equal(heartbeat(), '2026-01-01T00:01:01Z');
  end();
  await controller.stopped;
  await closeNode(options);
  assert.equal(labels()['kubevirt.io/schedulable'], 'false');
});

test('CVE-2023-26484: virt-handler writes its own node alone, and only what is KubeVirt’s there', async () => {
  const { client, options, labels, register, end } = setUp();
  register();
  const controller = nodeController(options);
  await eventually(() => labels()['kubevirt.io/schedulable'] === 'true', 'the labels');
  end();
  await controller.stopped;
  await closeNode(options);
  assert.ok(client.writes.length >= 2);
  for (const { verb, plural, key, body } of client.writes) {
    assert.deepEqual([verb, plural, key], ['patch', 'nodes', 'node01']);
    const written = JSON.stringify(body).match(/"[^"]*\/[^"]*":/g) ?? [];
    assert.ok(
      written.every((name) => name.includes('kubevirt.io/')),
      JSON.stringify(body),
    );
  }
  assert.equal(labels()['example.com/mine'], 'yes');
  assert.equal(labels()['kubevirt.io/kvm'], 'true');
});
