// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** What cannot work is refused or shown, in a sentence that names the field or the cause. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VirtualMachine } from '@kubevirt-ts/api';
import {
  client,
  demoVm,
  eventually,
  installed,
  kinds,
  ownNamespace,
  tryKubectl,
  useEmulation,
  vmShows,
} from './world.ts';

test('bad input gets one clear sentence', async (t) => {
  await installed();
  const namespace = await ownNamespace(t, 'e2e-bad-input');
  const applied = (change: (vm: VirtualMachine) => void) =>
    tryKubectl(['apply', '-f', '-'], JSON.stringify(demoVm(namespace, 'bad', change)));
  const conditionOf = async (name: string, type: string) =>
    (await client.get(kinds.vms, { namespace, name })).status?.conditions?.find((condition) => condition.type === type);

  await t.test('an invalid VM is refused, every fault with its field', () => {
    const said = applied((vm) => {
      const domain = vm.spec?.template?.spec?.domain;
      if (!vm.spec || !domain) return;
      vm.spec.runStrategy = 'Sometimes';
      domain.memory = undefined;
      domain.resources = undefined;
      domain.devices?.disks?.push({ name: 'nowhere', disk: { bus: 'virtio' } });
    });
    assert.notEqual(said.code, 0);
    assert.match(said.stderr, /Invalid RunStrategy \(Sometimes\)/);
    assert.match(said.stderr, /spec\.template\.spec\.domain\.devices\.disks\[\d\]\.[nN]ame 'nowhere' not found\./);
    assert.match(said.stderr, /no memory requested/);
    // One line that says what is refused, then one for each of the three faults.
    assert.doesNotMatch(said.stderr, /\n.*\n.*\n.*\n.*\n/);
  });

  await t.test('an image that cannot be pulled shows', async () => {
    await client.create(
      kinds.vms,
      demoVm(namespace, 'no-image', (vm) => {
        for (const volume of vm.spec?.template?.spec?.volumes ?? [])
          if (volume.containerDisk) volume.containerDisk.image = 'localhost:1/no/such:image';
      }),
    );
    await eventually('the VM shows the pull error', 120, async () =>
      ['ErrImagePull', 'ImagePullBackOff'].includes(
        (await client.get(kinds.vms, { namespace, name: 'no-image' })).status?.printableStatus ?? '',
      ),
    );
    const condition = await conditionOf('no-image', 'Synchronized');
    assert.equal(condition?.status, 'False');
    assert.match(condition?.message ?? '', /localhost:1\/no\/such:image/);
  });

  await t.test('a missing PVC shows', async () => {
    await client.create(
      kinds.vms,
      demoVm(namespace, 'no-pvc', (vm) => {
        vm.spec?.template?.spec?.volumes?.push({ name: 'data', persistentVolumeClaim: { claimName: 'nowhere' } });
        vm.spec?.template?.spec?.domain?.devices?.disks?.push({ name: 'data', disk: { bus: 'virtio' } });
      }),
    );
    await vmShows(namespace, 'no-pvc', 'ErrorPvcNotFound', 60);
    const condition = await conditionOf('no-pvc', 'Synchronized');
    assert.equal(condition?.reason, 'FailedPvcNotFound');
    assert.match(condition?.message ?? '', /nowhere/);
  });

  await t.test('a VM that fits on no node shows', async () => {
    await client.create(
      kinds.vms,
      demoVm(namespace, 'nowhere', (vm) => {
        if (vm.spec?.template?.spec) vm.spec.template.spec.nodeSelector = { nowhere: 'true' };
      }),
    );
    await vmShows(namespace, 'nowhere', 'ErrorUnschedulable', 60);
    assert.match((await conditionOf('nowhere', 'PodScheduled'))?.message ?? '', /node/);
  });

  await t.test('without working KVM and without useEmulation the VMI says so', async () => {
    await useEmulation(false);
    t.after(() => useEmulation(true));
    await client.create(kinds.vms, demoVm(namespace, 'no-kvm'));
    const message = await eventually('the VMI says that KVM is missing', 60, async () => {
      const vmi = await client.find(kinds.vmis, { namespace, name: 'no-kvm' });
      return vmi?.status?.conditions
        ?.map((condition) => condition.message ?? '')
        .find((text) => /KVM/.test(text) && /useEmulation/.test(text));
    });
    t.diagnostic(message);
    await vmShows(namespace, 'no-kvm', 'ErrorUnschedulable', 60);
  });
});
