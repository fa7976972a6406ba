// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pod } from '@kubevirt-ts/kube';
import { quantityValue } from '../../quantity.ts';
import type { Problem } from '../pods/view.ts';
import { podDirectories } from './pod-directories.ts';

/** Why a pod has to go that has written more into an emptyDir than it may; undefined when it has not. */
export async function overuse(pod: Pod, kubelet: string): Promise<Problem | undefined> {
  const directories = podDirectories(kubelet, pod.metadata?.uid ?? '');
  for (const volume of pod.spec?.volumes ?? []) {
    const limit = volume.emptyDir?.sizeLimit;
    // What is in memory the kernel limits.
    if (!limit || volume.emptyDir?.medium === 'Memory') continue;
    const capBytes = quantityValue(limit);
    if (capBytes > 0 && (await usedBytes(directories.volume(volume))) > capBytes) {
      const message = `Usage of EmptyDir volume "${volume.name}" exceeds the limit "${limit}". `;
      return { reason: 'Evicted', message };
    }
  }
  return undefined;
}

async function usedBytes(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  let bytes = 0;
  for (const { parentPath, name } of entries) {
    const stat = await lstat(join(parentPath, name)).catch(() => undefined);
    bytes += (stat?.blocks ?? 0) * 512;
  }
  return bytes;
}
