// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import { type Some, vmi } from '@kubevirt-ts/testkit';
import type { MachineState } from '../machines/machine-state.ts';
import { decide } from './decide.ts';
import type { Decision, Situation } from './situation.ts';

const now = new Date('2026-01-01T00:00:00Z');
const running: MachineState = {
  connected: true,
  status: 'running',
  machineType: 'pc-q35-10.0',
  macs: { 'ua-default': '02:00:00:00:00:01' },
  agentPortOpen: false,
};
const network: Some<VirtualMachineInstance> = {
  spec: {
    networks: [{ name: 'default', pod: {} }],
    domain: { devices: { interfaces: [{ name: 'default', masquerade: {} }] } },
  },
};

function at(phase: string, fields: Some<VirtualMachineInstance> = {}): VirtualMachineInstance {
  return vmi({
    ...network,
    status: { phase, ...fields.status },
    ...(fields.metadata ? { metadata: fields.metadata } : {}),
  });
}

function decideOn(fields: Partial<Situation>): Decision {
  const pod = { ips: ['10.1.0.7'], compute: 'running' as const };
  const notes = { links: { 'ua-default': true } };
  return decide({ vmi: at('Scheduled'), nodeName: 'node01', now, machine: running, pod, notes, ...fields });
}

const types = (decision: Decision): string[] => decision.events.map(({ reason }) => reason);
const statusOf = (decision: Decision) => (decision.status ?? {}) as NonNullable<VirtualMachineInstance['status']>;
const commands = (decision: Decision): string[] => decision.commands.map(({ execute }) => execute);

/** The VMI as it is after the decision was written. */
function written(before: VirtualMachineInstance, decision: Decision): VirtualMachineInstance {
  return vmi({ ...before, status: { ...before.status, ...decision.status } } as Some<VirtualMachineInstance>);
}

test('a scheduled VMI whose QEMU runs becomes Running, in one write that says all there is', () => {
  const decision = decideOn({});
  const status = statusOf(decision);
  assert.equal(status.phase, 'Running');
  assert.deepEqual(status.phaseTransitionTimestamps, [
    { phase: 'Running', phaseTransitionTimestamp: '2026-01-01T00:00:00Z' },
  ]);
  assert.deepEqual(status.interfaces, [
    {
      name: 'default',
      mac: '02:00:00:00:00:01',
      ipAddress: '10.1.0.7',
      ipAddresses: ['10.1.0.7'],
      podInterfaceName: 'eth0',
      infoSource: 'domain',
      queueCount: 1,
      linkState: 'up',
    },
  ]);
  assert.deepEqual(status.volumeStatus, [{ name: 'containerdisk', target: 'vda' }]);
  assert.deepEqual(status.machine, { type: 'pc-q35-10.0' });
  assert.equal(status.migrationMethod, 'BlockMigration');
  assert.deepEqual(
    decision.events.map(({ message }) => message),
    ['VirtualMachineInstance defined.', 'VirtualMachineInstance started.'],
  );

  const again = decideOn({ vmi: written(at('Scheduled'), decision), notes: decision.notes });
  assert.equal(again.status, undefined, 'nothing more is written');
  assert.deepEqual(again.events, []);
});

test('a guest that powered off: the outcome is written before QEMU is told to end', () => {
  const decision = decideOn({ vmi: at('Running'), machine: { ...running, status: 'shutdown' } });
  assert.equal(statusOf(decision).phase, 'Succeeded');
  assert.deepEqual(decision.events, [
    { type: 'Normal', reason: 'Stopped', message: 'The VirtualMachineInstance was shut down.' },
  ]);
  assert.deepEqual(commands(decision), ['quit']);
});

test('a guest that powered off before its VMI was ever Running has succeeded, too', () => {
  assert.equal(statusOf(decideOn({ machine: { ...running, status: 'shutdown' } })).phase, 'Succeeded');
});

test('an outcome that is on record is not written again, QEMU is only told to end', () => {
  const decision = decideOn({ vmi: at('Succeeded'), machine: { ...running, status: 'shutdown' } });
  assert.equal(decision.status, undefined);
  assert.deepEqual(commands(decision), ['quit']);
});

test('a guest that panicked has failed', () => {
  const decision = decideOn({ vmi: at('Running'), machine: { ...running, status: 'guest-panicked' } });
  assert.equal(statusOf(decision).phase, 'Failed');
  assert.deepEqual(types(decision), ['GuestPanicked', 'Stopped']);
  assert.deepEqual(commands(decision), ['quit']);
});

test('an ended connection alone is no outcome while the container runs', () => {
  const machine = { ...running, connected: false };
  for (const compute of ['running', 'waiting'] as const) {
    const decision = decideOn({ vmi: at('Running'), machine, pod: { ips: [], compute } });
    assert.equal(decision.status, undefined);
    assert.equal(decision.afterMs, 2000);
  }
  assert.equal(decideOn({ vmi: at('Running'), machine: undefined, pod: undefined }).status, undefined);
});

test('a QEMU that is gone with its container has failed, unless its shutdown was seen by anybody', () => {
  const gone = { ...running, connected: false };
  const end = (fields: Partial<Situation>) =>
    statusOf(decideOn({ vmi: at('Running'), machine: gone, ...fields })).phase;
  assert.equal(end({ pod: { ips: [], compute: 'terminated' } }), 'Failed');
  assert.equal(end({ pod: { ips: [], compute: 'absent' } }), 'Failed');
  assert.equal(end({ machine: { ...gone, status: 'shutdown' }, pod: { ips: [], compute: 'absent' } }), 'Succeeded');
  assert.equal(end({ pod: { ips: [], compute: 'terminated', terminationMessage: 'guest-shutdown' } }), 'Succeeded');
  assert.equal(end({ pod: { ips: [], compute: 'terminated', terminationMessage: 'grace-period-expired' } }), 'Failed');
});

test('a VMI that was deleted without grace has succeeded when it was killed', () => {
  const deleted = at('Running', { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } });
  deleted.spec.terminationGracePeriodSeconds = 0;
  const decision = decideOn({ vmi: deleted, machine: undefined, pod: { ips: [], compute: 'terminated' } });
  assert.equal(statusOf(decision).phase, 'Succeeded');
  assert.deepEqual(types(decision), ['Deleted', 'Stopped']);
});

test('a deletion is announced once', () => {
  const deleted = at('Running', { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } });
  const decision = decideOn({ vmi: deleted });
  assert.deepEqual(types(decision), ['ShuttingDown']);
  assert.deepEqual(types(decideOn({ vmi: deleted, notes: decision.notes })), []);
});

test('a paused guest is Running and says who paused it', () => {
  const paused = (status: string, before = at('Running')) =>
    statusOf(decideOn({ vmi: before, machine: { ...running, status } })).conditions?.find(
      ({ type }) => type === 'Paused',
    );
  assert.deepEqual(paused('paused'), {
    type: 'Paused',
    status: 'True',
    reason: 'PausedByUser',
    message: 'VMI was paused by user',
    lastProbeTime: '2026-01-01T00:00:00Z',
    lastTransitionTime: '2026-01-01T00:00:00Z',
  });
  assert.equal(paused('io-error')?.reason, 'PausedIOError');
  assert.equal(paused('running'), undefined);
});

test('a machine that is not started yet is Running only if it is meant to wait', () => {
  const prelaunch = { ...running, status: 'prelaunch' };
  assert.equal(decideOn({ machine: prelaunch }).status, undefined);
  const waiting = at('Scheduled');
  waiting.spec.startStrategy = 'Paused';
  assert.equal(statusOf(decideOn({ vmi: waiting, machine: prelaunch })).phase, 'Running');
});

test('a guest stopped by an I/O error is resumed later and later', () => {
  const machine = { ...running, status: 'io-error' };
  const first = decideOn({ vmi: at('Running'), machine });
  assert.deepEqual([types(first), commands(first), first.afterMs], [['IOerror'], [], 10_000]);
  const later = new Date(now.getTime() + 10_000);
  const second = decideOn({ vmi: at('Running'), machine, notes: first.notes, now: later });
  assert.deepEqual([types(second), commands(second), second.afterMs], [[], ['cont'], 20_000]);
  const resumed = decideOn({ vmi: at('Running'), notes: second.notes, now: later });
  assert.deepEqual([types(resumed), resumed.notes.ioError], [['Resumed'], undefined]);
});

test('an interface whose link is down is unplugged once', () => {
  const unplugged = at('Running');
  (unplugged.spec.domain.devices.interfaces ?? [])[0]!.state = 'down';
  const first = decideOn({ vmi: unplugged, notes: {} });
  assert.deepEqual(first.commands, [{ execute: 'set_link', arguments: { name: 'ua-default', up: false } }]);
  assert.deepEqual(decideOn({ vmi: unplugged, notes: first.notes }).commands, []);
  assert.deepEqual(commands(decideOn({ vmi: at('Running'), notes: {} })), ['set_link'], 'another may have set it');
  assert.deepEqual(commands(decideOn({ vmi: at('Scheduled'), notes: {} })), []);
});

test('the guest’s agent adds what it says, and its absence takes the condition away', () => {
  const agent = {
    info: { version: '10.0', supportedCommands: [] },
    os: { id: 'debian' },
    frozen: false,
    interfaces: [
      { interfaceName: 'enp1s0', mac: '02:00:00:00:00:01', ipAddresses: ['10.0.2.2', 'fe80::1'] },
      { interfaceName: 'docker0', mac: '02:42:00:00:00:01', ipAddresses: ['172.17.0.1'] },
    ],
  };
  const decision = decideOn({ vmi: at('Running'), machine: { ...running, agent } });
  const status = statusOf(decision);
  assert.deepEqual(status.guestOSInfo, { id: 'debian' });
  assert.deepEqual(
    status.interfaces?.map(({ name, interfaceName, ipAddresses, infoSource }) => [
      name,
      interfaceName,
      ipAddresses,
      infoSource,
    ]),
    [
      ['default', 'enp1s0', ['10.1.0.7'], 'domain, guest-agent'],
      [undefined, 'docker0', ['172.17.0.1'], 'guest-agent'],
    ],
  );
  assert.ok(status.conditions?.some(({ type }) => type === 'AgentConnected'));
  const pending = decideOn({ vmi: written(at('Running'), decision), machine: { ...running, agentPortOpen: true } });
  assert.equal(pending.status, undefined, 'what the agent said stands while it is asked again');
  const gone = statusOf(decideOn({ vmi: written(at('Running'), decision) }));
  assert.ok(gone.conditions && !gone.conditions.some(({ type }) => type === 'AgentConnected'));
});

test('phases that are not virt-handler’s are left alone', () => {
  for (const phase of ['', 'Pending', 'Scheduling', 'Failed', 'WaitingForSync']) {
    const decision = decideOn({ vmi: at(phase) });
    assert.deepEqual([decision.status, decision.events, decision.commands], [undefined, [], []]);
  }
});

test('the write that says the guest runs says Ready when only the guest was missing', () => {
  const waits = (reason: string, fields: Partial<VirtualMachineInstance['spec']> = {}) => {
    const before = at('Scheduled', { status: { conditions: [{ type: 'Ready', status: 'False', reason }] } });
    before.spec = { ...before.spec, ...fields };
    return statusOf(decideOn({ vmi: before })).conditions?.find(({ type }) => type === 'Ready')?.status;
  };
  assert.equal(waits('GuestNotRunning'), 'True');
  assert.equal(waits('PodTerminating'), 'False');
  assert.equal(waits('GuestNotRunning', { readinessProbe: { tcpSocket: { port: 80 } } }), 'False');
});

test('a guest whose file systems are held says so, and no longer when they are let go', () => {
  const agent = { info: { version: '', supportedCommands: [] }, os: {}, interfaces: [], frozen: true };
  const frozen = decideOn({ vmi: at('Running'), machine: { ...running, agent } });
  assert.equal(statusOf(frozen).fsFreezeStatus, 'frozen');
  const held = written(at('Running'), frozen);
  const thawed = decideOn({ vmi: held, machine: { ...running, agent: { ...agent, frozen: false } } });
  assert.deepEqual(thawed.status, { fsFreezeStatus: null });
});

test('CVE-2025-64436: nothing that a machine says moves its VMI to another node', () => {
  const placement = ['nodeName', 'activePods', 'evacuationNodeName', 'migrationState', 'launcherContainerImageVersion'];
  const agent = { info: { version: '', supportedCommands: [] }, os: { id: 'x' }, interfaces: [], frozen: false };
  for (const phase of ['Scheduled', 'Running']) {
    for (const status of ['running', 'paused', 'io-error', 'shutdown', 'guest-panicked', 'prelaunch', 'inmigrate']) {
      const { status: written = {} } = decideOn({ vmi: at(phase), machine: { ...running, status, agent } });
      assert.deepEqual(
        Object.keys(written).filter((field) => placement.includes(field)),
        [],
      );
    }
  }
});
