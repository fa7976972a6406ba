// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VirtualMachineInstanceMigration } from '@kubevirt-ts/api';
import { vmi } from '@kubevirt-ts/testkit';
import { admitMigrationCreate, admitMigrationUpdate, type MigrationRequest } from './migration.ts';

const migration = (spec: VirtualMachineInstanceMigration['spec'] = { vmiName: 'testvmi' }) => ({
  metadata: { name: 'm', namespace: 'default', uid: 'u1', labels: { 'kubevirt.io/vmi-name': 'testvmi' } },
  spec,
});
const ask = (over: Partial<MigrationRequest> = {}) =>
  admitMigrationCreate({
    object: migration(),
    namespace: 'default',
    vmi: vmi({ status: { phase: 'Running' } }),
    migrations: [],
    isController: false,
    ...over,
  });

test('a migration needs the name of a VMI', () => {
  assert.deepEqual(ask({ object: migration({}) }).causes, [
    { reason: 'FieldValueRequired', message: 'vmiName is missing', field: 'spec.vmiName' },
  ]);
});

test('only virt-controller sets a priority', () => {
  const object = migration({ vmiName: 'testvmi', priority: 'system-critical' });
  assert.match(ask({ object }).message ?? '', /only virt-controller is allowed to set priority field/);
  assert.doesNotMatch(ask({ object, isController: true }).message ?? '', /priority/);
});

test('the VMI must exist, live, be movable and not be moving', () => {
  const cases: [Partial<MigrationRequest>, string][] = [
    [{ vmi: undefined }, 'the VMI "default/testvmi" does not exist'],
    [{ vmi: vmi({ status: { phase: 'Failed' } }) }, 'Cannot migrate VMI in finalized state.'],
    [
      {
        vmi: vmi({
          status: {
            phase: 'Running',
            conditions: [{ type: 'LiveMigratable', status: 'False', reason: 'R', message: 'M' }],
          },
        }),
      },
      'Cannot migrate VMI, Reason: R, Message: M',
    ],
    [
      { migrations: [{ ...migration(), status: { phase: 'Running' } }] },
      'in-flight migration detected. Active migration job (u1) is currently already in progress for VMI testvmi.',
    ],
    [
      { migrations: [{ ...migration(), status: { phase: 'Succeeded' } }] },
      'Live migration is not offered by this version of kubevirt-ts.',
    ],
  ];
  for (const [over, message] of cases)
    assert.deepEqual(ask(over), { allowed: false, code: 400, message, reason: 'BadRequest' });
});

test('the spec of a migration stays, and so does the label of one in flight', () => {
  const old = migration();
  assert.equal(admitMigrationUpdate(old, old).allowed, true);
  assert.equal(
    admitMigrationUpdate(migration({ vmiName: 'other' }), old).message,
    "update of Migration object's spec is restricted",
  );
  const relabelled = { ...old, metadata: { ...old.metadata, labels: { 'kubevirt.io/vmi-name': 'other' } } };
  assert.match(admitMigrationUpdate(relabelled, old).message ?? '', /selector label can't be modified/);
  const bare = { ...old, metadata: { name: 'm' } };
  assert.match(admitMigrationUpdate(bare, old).message ?? '', /selector label can't be removed/);
  const done = { ...old, status: { phase: 'Succeeded' } };
  assert.equal(admitMigrationUpdate({ ...relabelled, status: done.status }, done).allowed, true);
});
