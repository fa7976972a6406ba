// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Posting the operator manifest of another version updates everything while guests run and clients work. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { resources } from '@kubevirt-ts/kube';
import { churn } from './churn.ts';
import {
  client,
  consoleShows,
  demoVm,
  eventually,
  follow,
  inPod,
  installed,
  installNamespace,
  kinds,
  kubectl,
  launcherPod,
  ownNamespace,
  prober,
  releaseDirectory,
  versionOf,
  vmiInPhase,
} from './world.ts';

/** Prints every event of QEMU, one JSON object a line, until its standard input ends; the monitor serves one at a time. */
const printMachineEvents = `
const socket = require('node:net').connect('/run/kubevirt-private/monitor.sock');
require('node:readline').createInterface({ input: socket }).on('line', (line) => { if (line.includes('"event"')) console.log(line); });
socket.write('{"execute":"qmp_capabilities"}\\n');
process.stdin.on('end', () => process.exit()).resume();
console.log('listening');`;

/** One line of the guest's tick log: which tick, when by the guest's monotonic clock, and which boot. */
interface Tick {
  readonly boot: string;
  readonly number: number;
  readonly seconds: number;
}

function longestGapSeconds(ticks: readonly Tick[]): number {
  return Math.max(0, ...ticks.slice(1).map((tick, index) => tick.seconds - (ticks[index]?.seconds ?? tick.seconds)));
}

test('an update stops no guest and fails no call', async (t) => {
  await installed();
  const namespace = await ownNamespace(t, 'e2e-update');
  const next = versionOf(releaseDirectory.next);
  await client.create(kinds.vms, demoVm(namespace, 'ticking'));
  const vmi = await vmiInPhase(namespace, 'ticking', 'Running');
  const pod = await launcherPod(vmi);
  await consoleShows(pod, /login:/);
  const get = await prober(namespace);
  const ticks = (): Tick[] =>
    get(`http://${pod.status?.podIP}/ticks`, 30)
      .stdout.trim()
      .split('\n')
      .map((line) => line.split(' '))
      .map(([number, seconds, , boot = '']) => ({ boot, number: Number(number), seconds: Number(seconds) }));
  await eventually('the guest has ticked for twenty seconds at rest', 60, () => ticks().length > 200);
  const atRest = ticks();
  const drift = () => Date.now() / 1000 - (ticks().at(-1)?.seconds ?? 0);
  const driftBefore = drift();

  const events = follow('kubectl', [
    '-n',
    namespace,
    'exec',
    '-i',
    pod.metadata?.name ?? '',
    '-c',
    'compute',
    '--',
    'node',
    '-e',
    printMachineEvents,
  ]);
  t.after(events.stop);
  await eventually('the events of QEMU are listened to', 30, () => events.lines().includes('listening'));
  const load = churn(client, namespace);

  const started = Date.now();
  kubectl('apply', '-f', join(releaseDirectory.next, 'kubevirt-operator.yaml'));
  await eventually(`version ${next} is observed`, 300, async () => {
    const { status } = await client.get(kinds.kubevirts, { namespace: installNamespace, name: 'kubevirt' });
    const settled = status?.conditions?.some(
      (condition) => condition.type === 'Progressing' && condition.status === 'False',
    );
    return status?.observedKubeVirtVersion === next && settled;
  });
  t.diagnostic(`updated in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  const calls = await load.stop();

  await t.test('the components rolled in order: virt-handler, virt-controller, virt-api', async () => {
    const { items } = await client.list(resources.pods, { namespace: installNamespace });
    const living = items.filter((item) => item.metadata?.deletionTimestamp === undefined);
    for (const item of living)
      assert.ok(
        item.spec?.containers[0]?.image?.endsWith(`:${next}`),
        `${item.metadata?.name} runs ${item.spec?.containers[0]?.image}`,
      );
    const created = (component: string) =>
      living
        .filter((item) => item.metadata?.labels?.['kubevirt.io'] === component)
        .map((item) => String(item.metadata?.creationTimestamp))
        .sort();
    assert.ok(
      (created('virt-handler').at(-1) ?? '') <= (created('virt-controller')[0] ?? ''),
      'virt-controller waited for every virt-handler',
    );
    assert.ok(
      (created('virt-controller').at(-1) ?? '') <= (created('virt-api')[0] ?? ''),
      'virt-api waited for every virt-controller',
    );
  });

  await t.test('no call of the client failed', () => {
    t.diagnostic(`${calls.made} calls, ${calls.failures.length} failed, slowest ${calls.slowestMs} ms`);
    assert.deepEqual(calls.failures, []);
    assert.ok(calls.made > 50, `only ${calls.made} calls were made`);
  });

  await t.test('the guest never stopped', () => {
    const all = ticks();
    assert.equal(new Set(all.map((tick) => tick.boot)).size, 1, 'one boot');
    assert.deepEqual(
      all.filter((tick, index) => tick.number !== (all[0]?.number ?? 0) + index),
      [],
      'no tick is lost',
    );
    assert.ok(all.length > atRest.length);
    const during = all.slice(atRest.length);
    t.diagnostic(
      `longest gap between two ticks: ${longestGapSeconds(during).toFixed(2)} s during the update (${during.length} ticks), ${longestGapSeconds(atRest).toFixed(2)} s at rest (${atRest.length} ticks)`,
    );
    t.diagnostic(
      `the guest's clock fell behind the host's by ${(drift() - driftBefore).toFixed(2)} s (a stopped guest's falls behind; reading it takes about half a second)`,
    );
    const named = events.lines().flatMap((line) => /"event": ?"([A-Z_]+)"/.exec(line)?.[1] ?? []);
    assert.deepEqual(
      named.filter((name) => ['STOP', 'SHUTDOWN', 'RESET', 'SUSPEND'].includes(name)),
      [],
    );
  });

  await t.test('the pod of the VM is untouched, and the new version manages it', async () => {
    const now = await client.get(resources.pods, { namespace, name: pod.metadata?.name ?? '' });
    assert.equal(now.metadata?.uid, pod.metadata?.uid);
    assert.deepEqual(
      now.status?.containerStatuses?.map((status) => status.restartCount),
      pod.status?.containerStatuses?.map(() => 0),
    );
    assert.deepEqual(now.spec, pod.spec);
    const after = await vmiInPhase(namespace, 'ticking', 'Running');
    assert.equal(after.metadata?.uid, vmi.metadata?.uid);
    assert.notEqual(inPod(pod, 'compute', 'busybox', 'true').code, 1);
    events.stop();
    kubectl('-n', namespace, 'delete', 'vm', 'ticking', '--timeout=120s');
  });
});
