// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { randomUUID } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Crun } from '../crun.ts';
import type { OciConfig } from '../oci/config.ts';
import { mark, signal } from '../state/process.ts';

/** A command that is about to be run in a container. */
export interface ExecCommand {
  /** The line that runs it. */
  readonly program: string;
  readonly args: readonly string[];
  /** What crun said, when it could not run it; undefined when it ran. */
  failure(): Promise<string | undefined>;
  /** A file that is its terminal, or whatever it has as its input; undefined before it runs. */
  input(): Promise<string | undefined>;
  /** Kills its process. */
  kill(): Promise<void>;
  /** Removes its files. */
  done(): Promise<void>;
}

/** Prepares a command to be run as the container's own process is: same user, environment, capabilities, filter. */
export async function execCommand(
  crun: Crun,
  o: { id: string; bundle: string; command: readonly string[]; terminal: boolean },
): Promise<ExecCommand> {
  const base = join(o.bundle, `exec-${randomUUID().slice(0, 8)}`);
  const config = JSON.parse(await readFile(join(o.bundle, 'config.json'), 'utf8')) as OciConfig;
  const env = config.process.env.filter((line) => !(o.terminal && line.startsWith('TERM=')));
  const process_ = {
    ...config.process,
    args: [...o.command],
    terminal: o.terminal,
    env: o.terminal ? [...env, 'TERM=xterm'] : env,
  };
  await writeFile(`${base}.json`, JSON.stringify(process_));
  const args = [
    ...crun.flags,
    `--log=file:${base}.log`,
    ...['exec', '--process', `${base}.json`, '--pid-file', `${base}.pid`],
    ...(o.terminal ? ['--tty'] : []),
    o.id,
  ];
  const pid = async () => Number(await readFile(`${base}.pid`, 'utf8').catch(() => ''));
  return {
    program: crun.program,
    args,
    async failure() {
      const text = await readFile(`${base}.log`, 'utf8').catch(() => '');
      // crun begins a line with the time, and for a terminal says it again in colour.
      const [line = ''] = text.trim().split('\n');
      return line === '' ? undefined : line.replace(/^\S+Z:? /, '');
    },
    async input() {
      const number = await pid();
      return number > 0 ? `/proc/${number}/fd/0` : undefined;
    },
    async kill() {
      const number = await pid();
      const found = number > 0 ? mark(number) : undefined;
      if (found) signal(found, 'SIGKILL');
    },
    async done() {
      for (const end of ['json', 'log', 'pid']) await rm(`${base}.${end}`, { force: true });
    },
  };
}
