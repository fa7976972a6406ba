// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { closeSync, constants, fstatSync, openSync, type Stats } from 'node:fs';
import type { ImageFacts } from '@kubevirt-ts/machine';

const statBlockBytes = 512;

/** Whether the file behind an open descriptor can be read past the page cache. */
function canBypassPageCache(descriptor: number): boolean {
  try {
    closeSync(openSync(`/proc/self/fd/${descriptor}`, constants.O_RDONLY | constants.O_DIRECT));
    return true;
  } catch {
    return false;
  }
}

/** What QEMU has to know about an open image. */
export function imageFacts(descriptor: number, path: string, format: ImageFacts['format']): ImageFacts {
  const stats: Stats = fstatSync(descriptor);
  return {
    path,
    format,
    device: stats.isBlockDevice() ? 'block' : 'file',
    directIo: canBypassPageCache(descriptor),
    preallocated: stats.isFile() && stats.blocks * statBlockBytes >= stats.size,
  };
}
