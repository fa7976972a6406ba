// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Pod } from '@kubevirt-ts/kube';
import { pod, type Some, vmi } from '@kubevirt-ts/testkit';
import { type Claim, decideOwner } from './decide.ts';

const holder = { namespace: 'default', pod: 'virt-launcher-testvmi-abcde', container: 'compute', deviceId: '0' };
const owned = vmi({ status: { activePods: { 'pod-uid': 'node01' } } });
const vmiUid = owned.metadata?.uid ?? '';

function launcher(fields: Some<Pod> = {}): Pod {
  const reference = {
    apiVersion: 'kubevirt.io/v1',
    kind: 'VirtualMachineInstance',
    name: 'testvmi',
    uid: vmiUid,
    controller: true,
  };
  return pod({
    metadata: { name: holder.pod, uid: 'pod-uid', ownerReferences: [reference], ...fields.metadata },
    spec: { nodeName: 'node01', ...fields.spec },
    status: { podIPs: [{ ip: '10.1.0.7' }] },
  } as Some<Pod>);
}

function decide(claim: Partial<Claim>) {
  const vmiOf = (uid: string) => (uid === vmiUid ? owned : undefined);
  return decideOwner({ holder, pod: launcher(), nodeName: 'node01', vmi: vmiOf, ...claim });
}

test('a pod that its VMI names as its own owns the slot', () => {
  assert.deepEqual(decide({}).owner, {
    vmiNamespace: 'default',
    vmiName: 'testvmi',
    vmiUid,
    podName: holder.pod,
    podUid: 'pod-uid',
    podIps: ['10.1.0.7'],
  });
});

test('CVE-2025-64435: a pod with a launcher’s labels, name and even owner reference is nobody’s', () => {
  const labels = { 'kubevirt.io': 'virt-launcher', 'kubevirt.io/created-by': vmiUid };
  const impostor = launcher({ metadata: { uid: 'other-uid', labels } });
  assert.equal(decide({ pod: impostor }).reason, 'the VMI does not know the pod as its own');
  assert.equal(
    decide({ pod: launcher({ metadata: { labels, ownerReferences: [] } }) }).reason,
    'the pod belongs to no VMI',
  );
});

test('CVE-2026-13208: a pod of another namespace cannot name a VMI that is not there', () => {
  const elsewhere = { ...holder, namespace: 'tenant' };
  assert.equal(decide({ holder: elsewhere }).reason, 'the VMI of the pod is not at this node');
  assert.equal(decide({ vmi: () => undefined }).reason, 'the VMI of the pod is not at this node');
});

test('a pod that is gone, or of another node, owns nothing here', () => {
  assert.equal(decide({ pod: undefined }).reason, 'the pod is gone');
  assert.equal(decide({ pod: launcher({ spec: { nodeName: 'node02' } }) }).reason, 'the pod is of another node');
  const moved = vmi({ status: { activePods: { 'pod-uid': 'node02' } } });
  assert.equal(decide({ vmi: () => moved }).reason, 'the VMI does not know the pod as its own');
});
