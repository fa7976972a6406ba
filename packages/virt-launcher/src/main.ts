// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { paths } from '@kubevirt-ts/machine';
import { probeAccelerator } from './kvm-probe/probe-kvm.ts';
import { prepare } from './launch/launch.ts';
import { readWorkOrder } from './launch/work-order.ts';
import { LaunchError } from './launch-error.ts';
import { connectMonitor } from './shutdown/connect-monitor.ts';
import { gracefulShutdown, usualTimes } from './shutdown/graceful-shutdown.ts';

// Generous for one sector: a loaded node must not be taken for one on which guests hang.
const probeLimitMs = 5_000;

const usage = `usage: virt-launcher                     prepare the VM described in the environment and become QEMU
       virt-launcher graceful-shutdown --grace-period-seconds N
       virt-launcher probe-kvm [--accelerator kvm|tcg]
`;

function say(line: string): void {
  process.stderr.write(`virt-launcher: ${line}\n`);
}

function writeTerminationMessage(text: string): void {
  try {
    writeFileSync(paths.terminationLog, text);
  } catch {
    say(`cannot write ${paths.terminationLog}`);
  }
}

async function launch(): Promise<void> {
  const command = await prepare(readWorkOrder(process.env), { now: () => new Date(), say });
  process.execve?.(command.program, command.arguments, {
    PATH: process.env.PATH ?? '/usr/bin',
    ...command.environment,
  });
}

async function shutDown(gracePeriodSeconds: number): Promise<void> {
  const monitor = await connectMonitor();
  if (monitor === undefined) return;
  const times = { ...usualTimes, graceMs: gracePeriodSeconds * 1000 };
  await gracefulShutdown(monitor, times, writeTerminationMessage);
  monitor.close();
}

async function main(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      'grace-period-seconds': { type: 'string', default: '30' },
      accelerator: { type: 'string', default: 'kvm' },
      help: { type: 'boolean', default: false },
    },
  });
  const [command] = positionals;
  if (values.help) process.stdout.write(usage);
  else if (command === undefined) await launch();
  else if (command === 'graceful-shutdown') await shutDown(Number(values['grace-period-seconds']));
  else if (command === 'probe-kvm') {
    const { works, message } = await probeAccelerator(values.accelerator === 'tcg' ? 'tcg' : 'kvm', probeLimitMs);
    say(message);
    writeTerminationMessage(message);
    process.exitCode = works ? 0 : 1;
  } else {
    process.stderr.write(usage);
    process.exitCode = 2;
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  const text = error instanceof LaunchError ? error.message : `Unexpected: ${(error as Error).stack ?? String(error)}`;
  say(text);
  writeTerminationMessage(text);
  process.exitCode = 1;
}
