// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Run strategies hold, and no outcome is lost, whoever dies. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resources } from '@kubevirt-ts/kube';
import {
  client,
  consoleShows,
  demoVm,
  eventsOf,
  eventually,
  inPod,
  installed,
  installNamespace,
  kinds,
  kubectl,
  launcherPod,
  ownNamespace,
  tryKubectl,
  vmiInPhase,
  vmShows,
} from './world.ts';

/** Presses the guest's power button through the pod's own monitor, which is what the pod's preStop does too. */
const pressPowerButton = `
const socket = require('node:net').connect('/run/kubevirt-private/monitor.sock');
let said = '';
socket.on('data', (data) => {
  said += data;
  if (said.split('"return"').length > 2) process.exit(0);
});
socket.write('{"execute":"qmp_capabilities"}\\n{"execute":"system_powerdown"}\\n');`;

test('a VirtualMachine follows its run strategy', async (t) => {
  await installed();
  const namespace = await ownNamespace(t, 'e2e-lifecycle');
  await client.create(kinds.vms, demoVm(namespace, 'always'));
  await client.create(
    kinds.vms,
    demoVm(namespace, 'halted', (vm) => {
      if (vm.spec) vm.spec.runStrategy = 'Halted';
    }),
  );
  const first = await vmiInPhase(namespace, 'always', 'Running');

  await t.test('Halted keeps it stopped', async () => {
    await vmShows(namespace, 'halted', 'Stopped');
    assert.equal(await client.find(kinds.vmis, { namespace, name: 'halted' }), undefined);
  });

  await t.test(
    'Always starts a new VMI after the guest powered off, though virt-handler was killed meanwhile',
    async () => {
      const pod = await launcherPod(first);
      await consoleShows(pod, /login:/);
      const outcome = eventually('the outcome of the first VMI is seen', 120, async () => {
        const vmi = await client.find(kinds.vmis, { namespace, name: 'always' });
        if (vmi?.metadata?.uid !== first.metadata?.uid)
          return vmi?.metadata?.uid === undefined ? undefined : 'replaced';
        return vmi?.status?.phase === 'Succeeded'
          ? 'Succeeded'
          : vmi?.status?.phase === 'Failed'
            ? 'Failed'
            : undefined;
      });
      const handlers = await client.list(resources.pods, {
        namespace: installNamespace,
        labelSelector: 'kubevirt.io=virt-handler',
        fieldSelector: `spec.nodeName=${first.status?.nodeName}`,
      });
      assert.equal(inPod(pod, 'compute', 'node', '-e', pressPowerButton).code, 0);
      kubectl(
        '-n',
        installNamespace,
        'delete',
        'pod',
        handlers.items[0]?.metadata?.name ?? '',
        '--grace-period=0',
        '--force',
      );
      assert.notEqual(await outcome, 'Failed');
      const stopped = await eventually('the VMI is reported as shut down', 60, async () =>
        (await eventsOf(first)).find((event) => event.startsWith('Stopped')),
      );
      assert.equal(stopped, 'Stopped: The VirtualMachineInstance was shut down.');
      const second = await eventually('a new VMI runs', 120, async () => {
        const vmi = await client.find(kinds.vmis, { namespace, name: 'always' });
        return vmi?.metadata?.uid !== first.metadata?.uid && vmi?.status?.phase === 'Running' ? vmi : undefined;
      });
      assert.notEqual(second.metadata?.uid, first.metadata?.uid);
    },
  );

  await t.test('killing QEMU ends Failed, and Always starts a new VMI', async () => {
    const vmi = await vmiInPhase(namespace, 'always', 'Running');
    const killed = inPod(
      await launcherPod(vmi),
      'compute',
      'busybox',
      'sh',
      '-c',
      'kill -9 $(pidof qemu-system-x86_64)',
    );
    assert.equal(killed.code, 0, killed.stderr);
    await eventually('the VMI is reported as crashed', 60, async () =>
      (await eventsOf(vmi)).includes('Stopped: The VirtualMachineInstance crashed.'),
    );
    await eventually('a new VMI runs', 120, async () => {
      const next = await client.find(kinds.vmis, { namespace, name: 'always' });
      return next?.metadata?.uid !== vmi.metadata?.uid && next?.status?.phase === 'Running';
    });
  });

  await t.test('Halted stops a running one cleanly', async () => {
    const vmi = await vmiInPhase(namespace, 'always', 'Running');
    const pod = await launcherPod(vmi);
    await consoleShows(pod, /login:/);
    kubectl('-n', namespace, 'patch', 'vm', 'always', '--type=merge', '-p', '{"spec":{"runStrategy":"Halted"}}');
    await eventually(
      'the VMI is gone',
      120,
      async () => (await client.find(kinds.vmis, { namespace, name: 'always' })) === undefined,
    );
    await vmShows(namespace, 'always', 'Stopped');
    assert.ok((await eventsOf(vmi)).includes('Stopped: The VirtualMachineInstance was shut down.'));
  });

  await t.test('deleting the pod shuts the guest down cleanly', async () => {
    const name = 'podless';
    const { spec } = demoVm(namespace, name).spec.template;
    assert.ok(spec);
    await client.create(kinds.vmis, {
      apiVersion: 'kubevirt.io/v1',
      kind: 'VirtualMachineInstance',
      metadata: { namespace, name },
      spec,
    });
    const vmi = await vmiInPhase(namespace, name, 'Running');
    const pod = await launcherPod(vmi);
    await consoleShows(pod, /login:/);
    const logs = eventually('the console shows the shutdown', 60, () => {
      const said = tryKubectl(['-n', namespace, 'logs', pod.metadata?.name ?? '']);
      return /power.?(off|down|button)/i.test(said.stdout);
    });
    kubectl('-n', namespace, 'delete', 'pod', pod.metadata?.name ?? '', '--wait=false');
    await logs;
    await vmiInPhase(namespace, name, 'Succeeded', 60);
    kubectl('-n', namespace, 'delete', 'vmi', name, '--timeout=60s');
  });

  await t.test('deleting VMs leaves nothing', async () => {
    kubectl('-n', namespace, 'delete', 'vm', '--all', '--timeout=120s');
    const { items } = await client.list(resources.pods, { namespace });
    assert.deepEqual(
      items.map((pod) => pod.metadata?.name),
      [],
    );
  });
});
