// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { readFile } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import type { OciSeccomp } from './oci/config.ts';
import { defaultSeccomp } from './oci/seccomp.ts';
import { RuntimeError } from './runtime.ts';
import type { ContainerSecurity } from './spec.ts';

/** The filter a container asks for, given its capabilities; undefined for none. @throws RuntimeError when there is no such profile */
export async function seccompOf(
  asked: ContainerSecurity['seccomp'],
  directory: string,
): Promise<((held: readonly string[]) => OciSeccomp) | undefined> {
  switch (asked.type) {
    case 'Unconfined':
      return undefined;
    case 'RuntimeDefault':
      return (held) => defaultSeccomp(held);
    case 'Localhost': {
      const profile = await localProfile(asked.path, directory);
      return () => profile;
    }
  }
}

async function localProfile(path: string, directory: string): Promise<OciSeccomp> {
  const file = join(directory, normalize(`/${path}`));
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined)
    throw new RuntimeError('CreateContainerError', `cannot load seccomp profile "${file}": no such file or directory`);
  try {
    return JSON.parse(text) as OciSeccomp;
  } catch (error) {
    throw new RuntimeError('CreateContainerError', `cannot load seccomp profile "${file}": ${String(error)}`);
  }
}
