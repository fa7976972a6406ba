// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { launcherProfile, readIfExists, writeFileAtomically } from '@kubevirt-ts/host';

/** Puts the launchers' seccomp profile where the kubelet looks for it, if it is not there yet. */
export async function installSeccompProfile(path: string): Promise<void> {
  const wanted = `${JSON.stringify(launcherProfile(), undefined, 2)}\n`;
  if ((await readIfExists(path)) === wanted) return;
  await mkdir(dirname(path), { recursive: true, mode: 0o755 });
  await writeFileAtomically(path, wanted);
}
