// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { until } from '../shell.ts';

/** How a guest is tried: its disk, the bus of the disk, and where on this machine its port 80 is. */
export interface MachineOptions {
  /** A qcow2 disk; what the guest writes to it is dropped. */
  readonly disk: string;
  readonly bus: 'virtio' | 'sata';
  /** An ISO image with cloud-init data, given as a disk (virtio) or a CD-ROM (sata). */
  readonly cloudInit?: string;
  readonly httpPort: number;
  /** A directory for sockets. */
  readonly directory: string;
}

/** A connection on which each line is a JSON document, as the QEMU monitor and the guest agent speak. */
export class JsonLines {
  readonly received: Record<string, unknown>[] = [];
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
    let pending = '';
    socket.setEncoding('utf8').on('data', (data: string) => {
      const lines = (pending + data).split('\n');
      pending = lines.pop() ?? '';
      for (const line of lines) if (line.trim()) this.received.push(JSON.parse(line));
    });
  }

  /** Sends a command and returns its answer. @throws Error when there is none in 20 s, or it is an error */
  async execute(command: string, args: object = {}): Promise<unknown> {
    const answers = () => this.received.filter((message) => 'return' in message || 'error' in message);
    const before = answers().length;
    this.#socket.write(`${JSON.stringify({ execute: command, arguments: args })}\n`);
    await until(`an answer to ${command}`, 20, () => answers().length > before);
    const answer = answers()[before];
    if (answer?.error) throw new Error(`${command}: ${JSON.stringify(answer.error)}`);
    return answer?.return;
  }

  /** The data of the first event of a kind, when it has come. */
  event(name: string): unknown {
    return this.received.find((message) => message.event === name)?.data;
  }
}

/** A guest that runs under emulation in a QEMU of this machine. */
export class Machine {
  /** All that the guest has written on its serial port. */
  console = '';
  readonly #process: ChildProcess;
  readonly #startedMs: number;
  readonly #serial: Socket;
  readonly qmp: JsonLines;
  readonly agent: JsonLines;

  private constructor(process: ChildProcess, sockets: { serial: Socket; qmp: Socket; agent: Socket }) {
    this.#process = process;
    this.#serial = sockets.serial;
    this.qmp = new JsonLines(sockets.qmp);
    this.agent = new JsonLines(sockets.agent);
    this.#serial.setEncoding('latin1').on('data', (data: string) => {
      this.console += data;
    });
    this.#startedMs = Date.now();
  }

  /** Starts the guest; it has run no instruction before everything is connected. */
  static async start(options: MachineOptions): Promise<Machine> {
    const names = ['serial', 'qmp', 'agent'] as const;
    const process = spawn('qemu-system-x86_64', qemuArguments(options), { stdio: ['ignore', 'inherit', 'inherit'] });
    const paths = names.map((name) => join(options.directory, name));
    await until('QEMU to listen', 20, () => paths.every((path) => existsSync(path)));
    const [serial, qmp, agent] = await Promise.all(
      paths.map(async (path) => {
        const socket = connect(path);
        await once(socket, 'connect');
        return socket;
      }),
    );
    if (!serial || !qmp || !agent) throw new Error('QEMU did not open its sockets');
    const machine = new Machine(process, { serial, qmp, agent });
    await machine.qmp.execute('qmp_capabilities');
    await machine.qmp.execute('cont');
    return machine;
  }

  /** Seconds since the guest was started. */
  get seconds(): number {
    return (Date.now() - this.#startedMs) / 1000;
  }

  /** Waits for a text on the serial console, from a position on. @throws Error with the console's end after 3 minutes */
  async sees(text: string, from = 0): Promise<void> {
    await until(`"${text}" on the console`, 180, () => this.console.includes(text, from)).catch((error: Error) => {
      throw new Error(`${error.message}; it ends with: ${JSON.stringify(this.console.slice(-400))}`);
    });
  }

  /** Types a line on the serial console, no sooner than a person would, and waits for what must follow. */
  async type(line: string, expected: string): Promise<void> {
    // A program that prompts for a password drops what was typed before it had turned the echo off.
    await new Promise((resolve) => setTimeout(resolve, 500));
    const from = this.console.length;
    this.#serial.write(`${line}\r`);
    await this.sees(expected, from + line.length);
  }

  /** Waits until QEMU has ended by itself. @throws Error after 3 minutes */
  async ended(): Promise<void> {
    await until('QEMU to end', 180, () => this.#process.exitCode !== null);
  }

  /** Ends QEMU, if it has not ended. */
  kill(): void {
    if (this.#process.exitCode === null) this.#process.kill('SIGKILL');
  }
}

function qemuArguments({ disk, bus, cloudInit, httpPort, directory }: MachineOptions): readonly string[] {
  const socket = (name: string) => ['-chardev', `socket,id=${name},path=${join(directory, name)},server=on,wait=off`];
  const device = bus === 'virtio' ? 'virtio-blk-pci' : 'ide-hd,bus=ide.0';
  const cloud = cloudInit && ['-drive', `if=none,id=cloud,format=raw,readonly=on,file=${cloudInit}`];
  return [
    ...[
      '-S',
      '-no-user-config',
      '-nodefaults',
      '-display',
      'none',
      '-M',
      'q35',
      '-accel',
      'tcg',
      '-cpu',
      'max',
      '-m',
      '128',
    ],
    ...[
      '-drive',
      `if=none,id=root,format=qcow2,snapshot=on,file=${disk}`,
      '-device',
      `${device},drive=root,bootindex=1`,
    ],
    ...(cloud
      ? [...cloud, '-device', bus === 'virtio' ? 'virtio-blk-pci,drive=cloud' : 'ide-cd,bus=ide.1,drive=cloud']
      : []),
    ...[
      '-netdev',
      `user,id=net,hostfwd=tcp:127.0.0.1:${httpPort}-:80`,
      '-device',
      'virtio-net-pci,netdev=net,romfile=',
    ],
    ...[...socket('serial'), '-serial', 'chardev:serial', ...socket('qmp'), '-mon', 'chardev=qmp,mode=control'],
    ...[
      ...socket('agent'),
      '-device',
      'virtio-serial',
      '-device',
      'virtserialport,chardev=agent,name=org.qemu.guest_agent.0',
    ],
  ];
}
