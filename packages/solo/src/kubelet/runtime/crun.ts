// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { constants, readFileSync, statfsSync } from 'node:fs';
import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandOptions, command } from './command.ts';

const cgroup2Magic = 0x63677270;

/** Whether the machine's cgroups are the unified hierarchy (version 2). */
export function unifiedCgroups(): boolean {
  return statfsSync('/sys/fs/cgroup').type === cgroup2Magic;
}

/** crun of one node: its program and its arguments up to the command. */
export class Crun {
  /** What conmon, too, runs. */
  readonly program: string;
  readonly flags: readonly string[];

  private constructor(program: string, root: string) {
    this.program = program;
    this.flags = [`--root=${root}`, '--cgroup-manager=cgroupfs'];
  }

  /**
   * Finds out how crun is run here. Where a unified hierarchy with controllers of its own is mounted beside those of version 1,
   * crun refuses to work: it is then run without a sight of it.
   */
  static async open(root: string, directory: string): Promise<Crun> {
    if (!isHybrid()) return new Crun(await findProgram('crun'), root);
    const wrapper = join(directory, 'crun-v1');
    const hide = 'mount --make-private /sys/fs/cgroup && umount /sys/fs/cgroup/unified && exec crun "$@"';
    const script = `#!/bin/sh\nexec unshare --mount --propagation unchanged sh -c '${hide}' crun "$@"\n`;
    await writeFile(wrapper, script, { mode: 0o755 });
    return new Crun(wrapper, root);
  }

  /** @throws CommandFailed with what crun says */
  run(args: readonly string[], o?: CommandOptions): Promise<string> {
    return command(this.program, [...this.flags, ...args], o);
  }
}

/** The path of a program of the machine: conmon wants it whole. @throws Error when there is none */
async function findProgram(name: string): Promise<string> {
  const directories = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/bin', '/sbin', '/bin'];
  for (const path of directories.filter(Boolean).map((directory) => join(directory, name)))
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return path;
  throw new Error(`${name} is not installed`);
}

function isHybrid(): boolean {
  if (unifiedCgroups()) return false;
  try {
    return readFileSync('/sys/fs/cgroup/unified/cgroup.controllers', 'utf8').trim() !== '';
  } catch {
    return false;
  }
}
