// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import { diskTargets } from '@kubevirt-ts/rules/virtual-machine-instance';
import { type Some, vmi } from '@kubevirt-ts/testkit';
import { migratability } from './migratability.ts';

function no(fields: Some<VirtualMachineInstance>): { reason?: string; message?: string } {
  const { reason, message } = migratability(vmi(fields)).conditions[0];
  return { reason, message };
}

test('a bridge on the pod network comes first of all reasons', () => {
  const bridge = {
    networks: [{ name: 'default', pod: {} }],
    domain: {
      devices: { interfaces: [{ name: 'default', bridge: {} }], hostDevices: [{ name: 'x', deviceName: 'y' }] },
    },
  };
  assert.deepEqual(no({ spec: bridge }), {
    reason: 'InterfaceNotLiveMigratable',
    message: 'cannot migrate VMI which does not use masquerade or a migratable plugin to connect to the pod network',
  });
  const allowed = { annotations: { 'kubevirt.io/allow-pod-bridge-network-live-migration': '' } };
  assert.equal(no({ metadata: allowed, spec: bridge }).reason, 'HostDeviceNotLiveMigratable');
});

test('a claim must be shared', () => {
  const spec = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'disk' } }] };
  assert.equal(
    no({ spec }).message,
    'cannot migrate VMI: PVC disk is not shared, live migration requires that all PVCs must be shared (using ReadWriteMany access mode)',
  );
  const persistentVolumeClaimInfo = { accessModes: ['ReadWriteMany'] };
  const status = { volumeStatus: [{ name: 'data', target: 'vda', persistentVolumeClaimInfo }] };
  assert.equal(no({ spec, status } as Some<VirtualMachineInstance>).reason, 'NotMigratable');
  assert.equal(migratability(vmi({ spec })).method, 'LiveMigration');
});

test('disks are named by bus in their order', () => {
  const disk = (name: string, bus: string) => ({ name, disk: { bus } });
  const targets = diskTargets([disk('a', 'virtio'), disk('b', 'sata'), disk('c', 'virtio'), { name: 'd', cdrom: {} }]);
  assert.deepEqual([...targets.values()], ['vda', 'sda', 'vdb', 'sdb']);
  const many = diskTargets(Array.from({ length: 28 }, (_, i) => disk(`d${i}`, 'virtio')));
  assert.deepEqual([many.get('d25'), many.get('d26'), many.get('d27')], ['vdz', 'vdaa', 'vdab']);
});
