// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import { vmi } from '@kubevirt-ts/testkit';
import { clusterConfig } from '../config/index.ts';
import type { Answer } from './answer.ts';
import { admitVmiUpdate, type VmiUpdate, withoutForeignStatus } from './vmi-update.ts';

const config = clusterConfig(undefined);
const running = (): VirtualMachineInstance =>
  vmi({
    metadata: { labels: { 'kubevirt.io/nodeName': 'node01' } },
    spec: { domain: { cpu: { sockets: 1, maxSockets: 4 }, memory: { guest: '1Gi', maxGuest: '4Gi' } } },
    status: {
      phase: 'Running',
      nodeName: 'node01',
      activePods: { p1: 'node01' },
      volumeStatus: [{ name: 'containerdisk', target: 'vda' }],
    },
  });
const update = (change: (object: VirtualMachineInstance) => void, by: Partial<VmiUpdate> = {}): Answer => {
  const old = running();
  const object = structuredClone(old);
  change(object);
  return admitVmiUpdate({ object, old, tokensNameNodes: true, ...by }, config);
};
const messages = ({ causes = [] }: Answer): string[] => causes.map(({ message }) => message);

test('a user may change annotations and free labels of a VMI', () => {
  const answer = update((object) => {
    object.metadata = {
      ...object.metadata,
      annotations: { a: 'b' },
      labels: { ...object.metadata?.labels, mine: 'x' },
    };
  });
  assert.equal(answer.allowed, true);
});

test('a user may change neither the spec nor reserved labels of a VMI, and is told both', () => {
  const answer = update((object) => {
    object.spec.hostname = 'other';
    object.metadata = { ...object.metadata, labels: {} };
  });
  assert.deepEqual(messages(answer), [
    'update of VMI object is restricted',
    'modification of the following reserved kubevirt.io/ labels on a VMI object is prohibited',
  ]);
  assert.equal(answer.code, 422);
});

test('KubeVirt may plug sockets and memory, not move their limits', () => {
  const plugged = update((o) => Object.assign(o.spec.domain.cpu!, { sockets: 2 }), { account: 'controller' });
  assert.equal(plugged.allowed, true);
  const moved = update(
    (o) => {
      Object.assign(o.spec.domain.cpu!, { maxSockets: 8 });
      Object.assign(o.spec.domain.memory!, { maxGuest: '8Gi' });
    },
    { account: 'controller' },
  );
  assert.deepEqual(messages(moved), ['CPU topology maxSockets changed', 'Memory maxGuest changed']);
});

test('KubeVirt may plug a claim with its disk, and nothing else into the storage', () => {
  const claim = { name: 'hot', persistentVolumeClaim: { claimName: 'c', hotpluggable: true } };
  const plug = (bus: string) => (o: VirtualMachineInstance) => {
    o.spec.volumes?.push(claim);
    o.spec.domain.devices.disks?.push({ name: 'hot', disk: { bus } });
  };
  assert.equal(update(plug('scsi'), { account: 'controller' }).allowed, true);
  assert.deepEqual(messages(update(plug('sata'), { account: 'controller' })), [
    "Hotplug configuration for disk [hot] requires bus to be 'scsi' or 'virtio'. [sata] is not permitted.",
  ]);
  const withoutDisk = update((o) => void o.spec.volumes?.push(claim), { account: 'controller' });
  assert.deepEqual(messages(withoutDisk), [
    'mismatch between volumes declared (2) and required (1)',
    'disk hot does not exist',
  ]);
  const image = update(
    (o) => {
      o.spec.volumes = [{ name: 'containerdisk', containerDisk: { image: 'other' } }];
    },
    { account: 'controller' },
  );
  assert.deepEqual(messages(image), ['permanent volume containerdisk, changed']);
  const removed = update(
    (o) => {
      o.spec.volumes = [];
      o.spec.domain.devices.disks = [];
    },
    { account: 'controller' },
  );
  assert.deepEqual(messages(removed), ['Number of permanent volumes has changed']);
});

test('a virt-handler writes the status of a VMI on its node', () => {
  const write = (o: VirtualMachineInstance) => Object.assign(o.status!, { phase: 'Succeeded' });
  assert.equal(update(write, { account: 'handler', node: 'node01' }).allowed, true);
  assert.deepEqual(messages(update(write, { account: 'handler', node: 'node02' })), [
    'Node restriction, virt-handler is only allowed to modify VMIs it owns',
  ]);
});

test('a token without node name is refused where tokens name nodes, and let through where they cannot', () => {
  const write = (o: VirtualMachineInstance) => Object.assign(o.status!, { phase: 'Succeeded' });
  assert.deepEqual(messages(update(write, { account: 'handler' })), [
    'Node restriction failed, virt-handler service account is missing node name',
  ]);
  assert.equal(update(write, { account: 'handler', tokensNameNodes: false }).allowed, true);
});

test('CVE-2025-64436: a stolen virt-handler token cannot move a VMI to another node', () => {
  const answer = update(
    (o) => {
      o.metadata = { ...o.metadata, labels: { 'kubevirt.io/nodeName': 'evil' } };
      o.spec.nodeSelector = { evil: 'yes' };
      Object.assign(o.status!, {
        nodeName: 'evil',
        activePods: { p2: 'evil' },
        migrationState: { targetNode: 'evil' },
      });
    },
    { account: 'handler', node: 'node01' },
  );
  assert.deepEqual(
    answer.causes?.map(({ field }) => field),
    ['status.migrationState.targetNode', 'metadata.labels', 'status.nodeName', 'status.activePods', 'spec'],
  );
});

test('a status that somebody else wrote is put back without an error', () => {
  const old = running();
  const foreign = { ...old, status: { ...old.status, phase: 'Failed' } };
  assert.deepEqual(withoutForeignStatus(foreign, old).status, old.status);
  assert.equal(withoutForeignStatus(old, running()), old);
});
