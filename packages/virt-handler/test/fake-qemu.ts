// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';

/** A QEMU that dials a slot's sockets and answers what virt-handler asks. */
export interface FakeQemu {
  monitor: Socket;
  /** Run state that it tells; change it and send an event. */
  status: string;
  agentPortOpen: boolean;
  /** Commands it got, besides questions. */
  commands: string[];
  event(name: string, data?: object): void;
  close(): void;
}

const answers: Record<string, (qemu: FakeQemu, args: Record<string, unknown>) => unknown> = {
  qmp_capabilities: () => ({}),
  'query-status': ({ status }) => ({ status, running: status === 'running' }),
  'query-chardev': ({ agentPortOpen }) => [{ label: 'qga', filename: 'unix:', 'frontend-open': agentPortOpen }],
  'qom-list': () => [{ name: 'ua-default', type: 'child<virtio-net-pci>' }],
  'qom-get': (_, { property }) => (property === 'mac' ? '02:00:00:00:00:01' : 'pc-q35-10.0-machine'),
};

/** Dials `qmp.sock` in a directory. */
export async function fakeQemu(directory: string, status = 'running'): Promise<FakeQemu> {
  const monitor = connect(join(directory, 'qmp.sock'));
  monitor.on('error', () => undefined);
  await once(monitor, 'connect');
  const commands: string[] = [];
  const send = (message: object): void => {
    if (!monitor.destroyed) monitor.write(`${JSON.stringify(message)}\r\n`);
  };
  const qemu: FakeQemu = {
    monitor,
    status,
    agentPortOpen: false,
    commands,
    event: (event, data = {}) => send({ event, data, timestamp: { seconds: 1, microseconds: 0 } }),
    close: () => monitor.destroy(),
  };
  let text = '';
  monitor.on('data', (chunk: Buffer) => {
    text += chunk;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
      const command = JSON.parse(text.slice(0, end)) as {
        execute: string;
        id: string;
        arguments?: Record<string, unknown>;
      };
      text = text.slice(end + 1);
      const answer = answers[command.execute];
      if (!answer) commands.push(command.execute);
      if (command.execute === 'system_reset' && qemu.status === 'shutdown') qemu.status = 'paused';
      if (command.execute === 'cont') qemu.status = 'running';
      send({ return: answer ? answer(qemu, command.arguments ?? {}) : {}, id: command.id });
    }
  });
  send({ QMP: { version: { qemu: { major: 10, minor: 0, micro: 0 } }, capabilities: [] } });
  return qemu;
}
