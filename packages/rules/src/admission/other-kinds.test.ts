// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VirtualMachineInstanceReplicaSet } from '@kubevirt-ts/api';
import { vm, vmi } from '@kubevirt-ts/testkit';
import { clusterConfig } from '../config/index.ts';
import { admissionHooks } from './hooks.ts';
import { namedObjects } from './named-objects.ts';
import { admitPreset } from './preset.ts';
import { admitReplicaSet } from './replica-set.ts';
import { withoutNulls } from './shape.ts';
import { admitVirtualMachineStatus } from './status.ts';
import { admitVirtualMachine } from './virtual-machine.ts';

const config = clusterConfig(undefined);

test('a preset needs a domain with disks and firmware that could be', () => {
  const selector = { matchLabels: {} };
  assert.equal(admitPreset({ spec: { selector } }).message, 'spec.domain: missing domain.');
  assert.equal(admitPreset({ spec: { selector, domain: { devices: {} } } }).allowed, true);
  const both = { bootloader: { bios: {}, efi: {} } };
  assert.equal(
    admitPreset({ spec: { selector, domain: { devices: {}, firmware: both } } }).message,
    'spec.domain.firmware.bootloader has both EFI and BIOS configured, but they are mutually exclusive.',
  );
});

const replicaSet = (labels: Record<string, string>): VirtualMachineInstanceReplicaSet => ({
  metadata: { name: 'rs' },
  spec: { selector: { matchLabels: { app: 'a' } }, template: { metadata: { labels }, spec: vmi().spec } },
});

test('a replica set must select its own VMIs', () => {
  const asked = { operation: 'CREATE', isOurs: false } as const;
  assert.equal(admitReplicaSet({ ...asked, object: replicaSet({ app: 'a' }) }, config).allowed, true);
  assert.equal(
    admitReplicaSet({ ...asked, object: replicaSet({ app: 'b' }) }, config).message,
    'spec.selector: selector does not match labels.',
  );
});

test('a VM that is being deleted, or whose spec did not change, is not judged', () => {
  const bad = vm({ spec: { runStrategy: 'Sometimes' } });
  const ask = (object: typeof bad, old: typeof bad) =>
    admitVirtualMachine({ operation: 'UPDATE', object, old, isOurs: false }, { config, presets: [] }).allowed;
  assert.equal(ask(bad, vm()), false);
  assert.equal(ask({ ...bad, metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }, vm()), true);
  assert.equal(ask({ ...bad, metadata: { labels: { a: 'b' } } }, bad), true);
});

test('a snapshot in progress holds volumes and strategy of a VM, a restore its strategy', () => {
  const old = vm({ status: { snapshotInProgress: 'snap' } });
  const halted = vm({ spec: { runStrategy: 'Halted', template: { spec: { volumes: [] } } }, status: old.status });
  const ask = (object: typeof old) => admitVirtualMachineStatus({ operation: 'UPDATE', object, old, isOurs: false });
  assert.deepEqual(
    ask(halted).causes?.map(({ message }) => message),
    [
      'Cannot update vm disks or volumes until snapshot "snap" completes',
      'Cannot update vm running state until snapshot "snap" completes',
    ],
  );
  const restoring = vm({ spec: { runStrategy: 'Halted' }, status: { restoreInProgress: 'back' } });
  assert.equal(ask(restoring).message, 'spec: Cannot update VM runStrategy until restore "back" completes');
});

test('CVE-2020-1701: every secret, config map and service account that a VM names is found', () => {
  const spec = vmi({
    spec: {
      serviceAccountName: 'sa',
      volumes: [
        { name: 'a', cloudInitNoCloud: { secretRef: { name: 's1' }, networkDataSecretRef: { name: 's2' } } },
        { name: 'b', cloudInitConfigDrive: { secretRef: { name: 's3' } } },
        { name: 'c', secret: { secretName: 's4' } },
        { name: 'd', sysprep: { secret: { name: 's5' }, configMap: { name: 'c1' } } },
        { name: 'e', configMap: { name: 'c2' } },
        { name: 'f', serviceAccount: { serviceAccountName: 'sa2' } },
      ],
      accessCredentials: [
        { sshPublicKey: { source: { secret: { secretName: 's6' } }, propagationMethod: { noCloud: {} } } },
        { userPassword: { source: { secret: { secretName: 's7' } }, propagationMethod: { qemuGuestAgent: {} } } },
      ],
    },
  }).spec;
  const named = namedObjects(spec, 'spec').map(({ resource, name }) => `${resource}/${name}`);
  assert.deepEqual(named.toSorted(), [
    'configmaps/c1',
    'configmaps/c2',
    'secrets/s1',
    'secrets/s2',
    'secrets/s3',
    'secrets/s4',
    'secrets/s5',
    'secrets/s6',
    'secrets/s7',
    'serviceaccounts/sa',
    'serviceaccounts/sa2',
  ]);
});

test('null means absent, at any depth but inside lists', () => {
  assert.deepEqual(withoutNulls({ a: null, b: { c: null, d: [null, { e: null }] } }), { b: { d: [null, {}] } });
});

test('no two hooks share a name or a path', () => {
  assert.equal(new Set(admissionHooks.map(({ name }) => name)).size, admissionHooks.length);
  assert.equal(new Set(admissionHooks.map(({ path }) => path)).size, admissionHooks.length);
});
