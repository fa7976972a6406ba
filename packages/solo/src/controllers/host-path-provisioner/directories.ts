// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { execFile } from 'node:child_process';
import { chmod, mkdir, open, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where volumes lie on this machine. */
export interface Directories {
  /** Makes what a volume holds, if it is not there yet; gives its path. */
  make(name: string, o: { mode: 'Filesystem' | 'Block'; sizeBytes: number }): Promise<string>;
  /** Removes what lies at a path given by `make`. */
  remove(path: string): Promise<void>;
}

/** Volumes in a directory: one directory each that everyone may write, or for block volumes a sparse file. */
export function directories(root: string): Directories {
  const base = resolve(root);
  return {
    async make(name, { mode, sizeBytes }) {
      const path = join(base, name);
      await mkdir(base, { recursive: true, mode: 0o711 });
      if (mode === 'Filesystem') {
        await mkdir(path, { recursive: true });
        // The umask does not apply: whoever the pod runs as may write.
        await chmod(path, 0o777);
        return path;
      }
      const file = await open(path, 'a', 0o600);
      try {
        if ((await file.stat()).size < sizeBytes) await file.truncate(sizeBytes);
      } finally {
        await file.close();
      }
      return path;
    },
    async remove(path) {
      // Nothing is removed that was not made here, whatever a volume says.
      if (!resolve(path).startsWith(`${base}/`)) return;
      const found = await stat(path).catch(() => undefined);
      if (found?.isFile()) await detachLoops(path);
      await rm(path, { recursive: true, force: true });
    },
  };
}

/** Lets go of the loop devices that show a file, which keep its blocks otherwise. */
async function detachLoops(file: string): Promise<void> {
  const { stdout } = await run('losetup', ['--list', '--noheadings', '--output', 'NAME', '--associated', file]).catch(
    () => ({ stdout: '' }),
  );
  for (const device of stdout.split('\n').map((line) => line.trim())) {
    if (device) await run('losetup', ['--detach', device]).catch(() => undefined);
  }
}
