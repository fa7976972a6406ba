// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** A VirtualMachine boots a real guest, is reached through its declared port, and its pod holds QEMU and its helpers only. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resources } from '@kubevirt-ts/kube';
import {
  client,
  consoleShows,
  demoVm,
  eventsOf,
  follow,
  inPod,
  installed,
  installNamespace,
  kinds,
  kubectl,
  launcherPod,
  ownNamespace,
  prober,
  vmiInPhase,
  vmShows,
  withUserData,
} from './world.ts';

test('a VirtualMachine boots a guest', async (t) => {
  await installed();
  const namespace = await ownNamespace(t, 'e2e-vm');
  const statuses = follow('kubectl', [
    '-n',
    namespace,
    'get',
    'vm',
    '-w',
    '--no-headers',
    '-o',
    'custom-columns=STATUS:.status.printableStatus',
  ]);
  const phases = follow('kubectl', [
    '-n',
    namespace,
    'get',
    'vmi',
    '-w',
    '--no-headers',
    '-o',
    'custom-columns=PHASE:.status.phase',
  ]);
  t.after(statuses.stop);
  t.after(phases.stop);
  const vm = demoVm(namespace, 'guest', (demo) =>
    withUserData(demo, '#!/bin/sh\necho "user data ran on $(hostname)" >/dev/ttyS0\n'),
  );
  await client.create(kinds.vms, vm);
  const vmi = await vmiInPhase(namespace, 'guest', 'Running');
  const running = await vmShows(namespace, 'guest', 'Running');
  const pod = await launcherPod(vmi);

  await t.test('the VM and its VMI pass through their states in order', () => {
    const inOrder = (seen: readonly string[]) =>
      seen.filter((value, index) => value !== '<none>' && value !== seen[index - 1]);
    const shown = inOrder(statuses.lines());
    assert.ok(
      ['Provisioning', 'Starting'].includes(shown.find((status) => status !== 'Stopped') ?? ''),
      shown.join(' → '),
    );
    assert.equal(shown.at(-1), 'Running');
    const passed = inOrder(phases.lines());
    assert.deepEqual(
      (vmi.status?.phaseTransitionTimestamps ?? []).map(({ phase }) => phase),
      ['Pending', 'Scheduling', 'Scheduled', 'Running'],
    );
    t.diagnostic(`VM: ${shown.join(' → ')}; VMI: ${passed.join(' → ')}`);
  });

  await t.test('the guest boots to its login prompt and has run its user data, as kubectl logs shows', async () => {
    const text = await consoleShows(pod, /user data ran on guest/);
    assert.match(text, /login:/);
  });

  await t.test('the guest answers on its declared port and on no other', async () => {
    const get = await prober(namespace);
    const address = vmi.status?.interfaces?.[0]?.ipAddress;
    assert.equal(address, pod.status?.podIP);
    assert.match(get(`http://${address}/`).stdout, /guest/);
    assert.notEqual(get(`http://${address}:8080/`, 3).code, 0);
    const guest = vmi.metadata?.uid;
    assert.ok(guest);
  });

  await t.test('kubectl prints the columns of KubeVirt', async () => {
    await vmShows(namespace, 'guest', 'Running');
    kubectl('-n', namespace, 'wait', 'vm', 'guest', '--for=condition=Ready', '--timeout=60s');
    const shown = kubectl('-n', namespace, 'get', 'vm,vmi');
    assert.match(shown, /NAME +AGE +STATUS +READY\nvirtualmachine.kubevirt.io\/guest +\S+ +Running +True/);
    assert.match(
      shown,
      /NAME +AGE +PHASE +IP +NODENAME +READY\nvirtualmachineinstance.kubevirt.io\/guest +\S+ +Running +[\d.]+ +\S+ +True/,
    );
    assert.equal(running.status?.created, true);
  });

  await t.test('the events of the VM and the VMI are those of KubeVirt', async () => {
    const ofVm = await eventsOf(running);
    const ofVmi = await eventsOf(vmi);
    assert.ok(
      ofVm.includes('SuccessfulCreate: Started the virtual machine by creating the new virtual machine instance guest'),
      ofVm.join('\n'),
    );
    assert.ok(
      ofVmi.some((event) => event.startsWith('SuccessfulCreate: Created virtual machine pod virt-launcher-guest-')),
      ofVmi.join('\n'),
    );
    assert.ok(ofVmi.includes('Started: VirtualMachineInstance started.'), ofVmi.join('\n'));
  });

  await t.test('the pod holds QEMU and its helpers only, without any privilege', () => {
    const commands = inPod(
      pod,
      'compute',
      'busybox',
      'sh',
      '-c',
      'for p in /proc/[0-9]*; do tr "\\0" " " <$p/cmdline | cut -c1-60; echo; done',
    )
      .stdout.split('\n')
      .filter(Boolean);
    assert.ok(
      commands.some((command) => command.includes('qemu-system-x86_64')),
      commands.join('\n'),
    );
    for (const command of commands)
      assert.match(
        command,
        /qemu-system|passt|swtpm|tini|busybox|pause|sleep|^tr |^cut /,
        'nothing but QEMU and its helpers',
      );
    for (const container of [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])]) {
      assert.notEqual(container.securityContext?.privileged, true, container.name);
      assert.equal(container.securityContext?.allowPrivilegeEscalation, false, container.name);
      assert.deepEqual(container.securityContext?.capabilities?.drop, ['ALL'], container.name);
    }
    assert.equal(pod.spec?.securityContext?.runAsNonRoot, true);
    assert.equal(pod.spec?.automountServiceAccountToken, false);
    assert.deepEqual(
      pod.spec?.volumes?.filter((volume) => volume.hostPath !== undefined),
      [],
    );
    const status = inPod(
      pod,
      'compute',
      'busybox',
      'sh',
      '-c',
      'cat /proc/$(busybox pidof qemu-system-x86_64)/status',
    ).stdout;
    assert.match(status, /^Uid:\s+107\s+107/m);
    assert.match(status, /^CapEff:\s+0000000000000000/m);
    assert.match(status, /^Seccomp:\s+2/m);
    assert.notEqual(
      inPod(pod, 'compute', 'busybox', 'touch', '/run/kubevirt/channel/mine').code,
      0,
      'the channel is read-only',
    );
  });

  await t.test('virt-handler is not privileged', async () => {
    const { items } = await client.list(resources.pods, {
      namespace: installNamespace,
      labelSelector: 'kubevirt.io=virt-handler',
    });
    assert.ok(items.length > 0);
    for (const handler of items) {
      assert.notEqual(handler.spec?.hostPID, true);
      assert.notEqual(handler.spec?.hostNetwork, true);
      for (const container of [...(handler.spec?.containers ?? []), ...(handler.spec?.initContainers ?? [])]) {
        assert.notEqual(container.securityContext?.privileged, true);
        assert.equal(container.securityContext?.allowPrivilegeEscalation, false);
        assert.deepEqual(container.securityContext?.capabilities?.drop, ['ALL']);
      }
      const paths = (handler.spec?.volumes ?? []).flatMap((volume) => volume.hostPath?.path ?? []).sort();
      assert.deepEqual(paths, [
        '/var/lib/kubelet/device-plugins',
        '/var/lib/kubelet/pod-resources',
        '/var/lib/kubelet/seccomp',
        '/var/run/kubevirt',
      ]);
      const effective = inPod(handler, 'virt-handler', 'busybox', 'grep', 'CapEff', '/proc/1/status').stdout;
      t.diagnostic(`virt-handler on ${handler.spec?.nodeName}: ${effective.trim()}`);
      assert.doesNotMatch(effective, /0000003fffffffff|000001ffffffffff|00000000a80425fb/);
    }
  });

  await t.test('deleting the VM removes its VMI and its pod', async () => {
    kubectl('-n', namespace, 'delete', 'vm', 'guest', '--timeout=120s');
    assert.equal(await client.find(kinds.vmis, { namespace, name: 'guest' }), undefined);
    const { items } = await client.list(resources.pods, { namespace });
    assert.deepEqual(
      items.map((left) => left.metadata?.name).filter((name) => name !== 'prober'),
      [],
    );
  });
});
