// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import { gateCondition, readyCondition } from './conditions.ts';
import { handoverStatus, withClaims } from './handover.ts';
import { missingClaim } from './missing-claims.ts';
import type { PodFacts } from './pod-facts.ts';
import { type NodeKvmFacts, podScheduledCondition } from './unschedulable.ts';

type Phase = NonNullable<VirtualMachineInstance['status']>['phase'];

const vmi = (phase: Phase, paused = false): VirtualMachineInstance => ({
  metadata: { namespace: 'ns', name: 'a' },
  spec: { domain: { devices: {} } },
  status: { phase, conditions: paused ? [{ type: 'Paused', status: 'True' }] : [] },
});
const pod: PodFacts = {
  name: 'p',
  uid: 'u',
  node: 'node1',
  ended: false,
  deleting: false,
  graceSeconds: 60,
  ips: ['10.0.0.7', 'fd00::7'],
  image: 'kubevirt:v1',
  qosClass: 'Burstable',
  handedOver: true,
  wantsKvm: true,
};
const open = { status: 'True' };

describe('Ready', () => {
  const table: [string, Phase, PodFacts | undefined, string][] = [
    ['no pod', 'Pending', undefined, 'False PodNotExists'],
    ['pod going', 'Running', { ...pod, deleting: true, ready: open }, 'False PodTerminating'],
    ['pod ended', 'Running', { ...pod, ended: true }, 'False PodTerminating'],
    ['no guest', 'Scheduled', { ...pod, ready: open }, 'False GuestNotRunning'],
    ['no condition', 'Running', pod, 'False PodConditionMissing'],
    ['pod ready', 'Running', { ...pod, ready: open }, 'True'],
    [
      'probe fails',
      'Running',
      { ...pod, ready: { status: 'False', reason: 'ContainersNotReady' } },
      'False ContainersNotReady',
    ],
    [
      'gate open, not seen yet',
      'Running',
      { ...pod, unpaused: open, ready: { status: 'False', reason: 'ReadinessGatesNotReady' } },
      'True',
    ],
    [
      'gate closed',
      'Running',
      { ...pod, unpaused: { status: 'False' }, ready: { status: 'False', reason: 'ReadinessGatesNotReady' } },
      'False ReadinessGatesNotReady',
    ],
  ];
  for (const [when, phase, facts, expected] of table) {
    test(`${when}: ${expected}`, () => {
      const { status, reason } = readyCondition(vmi(phase), facts);
      assert.equal([status, reason].filter(Boolean).join(' '), expected);
    });
  }
});

describe('the readiness gate', () => {
  test('opens with the handover', () => assert.equal(gateCondition(vmi('Scheduled'))?.reason, 'NotPaused'));
  test('closes while the guest is paused', () => assert.equal(gateCondition(vmi('Running', true))?.reason, 'Paused'));
  test('is left alone before the handover', () => assert.equal(gateCondition(vmi('Scheduling')), undefined));
  test('waits for the guest of a VMI that starts paused', () => {
    const paused = vmi('Scheduled');
    paused.spec.startStrategy = 'Paused';
    assert.equal(gateCondition(paused), undefined);
  });
});

describe('a pod that finds no node', () => {
  const waiting: PodFacts = {
    ...pod,
    scheduled: {
      status: 'False',
      reason: 'Unschedulable',
      message: '0/2 nodes are available: 2 Insufficient devices.kubevirt.io/kvm.',
    },
  };
  const node = (name: string, more: Partial<NodeKvmFacts>): NodeKvmFacts => ({
    name,
    agentAlive: true,
    devicePresent: true,
    verdict: 'untried',
    offered: 0,
    ...more,
  });
  test('says why no node offers KVM, and what to set', () => {
    const nodes = [
      node('node1', { devicePresent: false }),
      node('node2', { verdict: 'broken', message: 'Permission denied\nat all' }),
      node('node3', { agentAlive: false }),
      node('node4', {}),
      ...['5', '6', '7', '8', '9', '10'].map((n) => node(`node${n}`, { devicePresent: false })),
    ];
    assert.equal(
      podScheduledCondition(waiting, nodes)?.message,
      '0/2 nodes are available: 2 Insufficient devices.kubevirt.io/kvm. No node offers KVM (node1, node5, node6, node7, node8, 2 more: it has no /dev/kvm; ' +
        'node2: a test guest did not run under its /dev/kvm (Permission denied); node3: virt-handler does not run there; node4: its /dev/kvm ' +
        'is still being tried); to run guests under emulation set ' +
        'spec.configuration.developerConfiguration.useEmulation: true in the KubeVirt object and restart the VM.',
    );
  });
  test('says what the scheduler says when KVM is not the matter', () => {
    const plain = waiting.scheduled?.message;
    assert.equal(podScheduledCondition(waiting, [node('node1', { verdict: 'works', offered: 110 })])?.message, plain);
    assert.equal(podScheduledCondition({ ...waiting, wantsKvm: false }, [node('node1', {})])?.message, plain);
  });
  test('has nothing to say once it is scheduled', () => {
    assert.equal(podScheduledCondition({ ...pod, scheduled: open }, []), undefined);
  });
});

test('the handover tells node, pod, image and interfaces at once', () => {
  const whole = vmi('Scheduling');
  whole.spec = {
    domain: {
      devices: {
        interfaces: [
          { name: 'default', masquerade: {} },
          { name: 'other', macAddress: '02:00:00:00:00:01' },
        ],
      },
    },
    networks: [
      { name: 'default', pod: {} },
      { name: 'other', multus: { networkName: 'x' } },
    ],
  };
  assert.deepEqual(handoverStatus(whole, pod), {
    nodeName: 'node1',
    activePods: { u: 'node1' },
    launcherContainerImageVersion: 'kubevirt:v1',
    qosClass: 'Burstable',
    interfaces: [
      { name: 'default', podInterfaceName: 'eth0', ipAddress: '10.0.0.7', ipAddresses: ['10.0.0.7', 'fd00::7'] },
      { name: 'other', mac: '02:00:00:00:00:01' },
    ],
  });
});

test('a volume the agent lists gets what is known of its claim, and gets it again when that changes', () => {
  const whole = vmi('Running');
  const root = { name: 'root', target: 'vda' };
  whole.spec.volumes = [
    { name: 'root', containerDisk: { image: 'i' } },
    { name: 'data', persistentVolumeClaim: { claimName: 'c' } },
  ];
  const small = () => ({ volumeMode: 'Filesystem' as const, capacity: { storage: '1Gi' } });
  assert.equal(withClaims(whole, small), undefined);
  whole.status = { ...whole.status, volumeStatus: [root, { name: 'data', target: 'vdb' }] };
  const listed = withClaims(whole, small);
  const info = { claimName: 'c', volumeMode: 'Filesystem', capacity: { storage: '1Gi' }, filesystemOverhead: '0.055' };
  assert.deepEqual(listed, [root, { name: 'data', target: 'vdb', persistentVolumeClaimInfo: info }]);
  whole.status = { ...whole.status, volumeStatus: listed };
  assert.equal(withClaims(whole, small), listed);
  const grown = withClaims(whole, () => ({ ...small(), capacity: { storage: '2Gi' } }));
  assert.deepEqual(grown?.[1]?.persistentVolumeClaimInfo?.capacity, { storage: '2Gi' });
});

test('a missing claim is named in KubeVirt’s words', () => {
  const whole = vmi('Pending');
  whole.spec.volumes = [{ name: 'data', dataVolume: { name: 'dv' } }];
  assert.deepEqual(
    missingClaim(whole, () => false),
    {
      reason: 'FailedPvcNotFound',
      message: 'PVC ns/dv does not exist, waiting for it to appear',
    },
  );
  assert.equal(
    missingClaim(whole, () => true),
    undefined,
  );
});
