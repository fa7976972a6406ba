// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { FileHandle } from 'node:fs/promises';

const blockBytes = 64 * 1024;
const newline = 0x0a;

/** Where the last `lines` lines of a file begin. */
export async function tailStart(file: FileHandle, sizeBytes: number, lines: number): Promise<number> {
  if (lines <= 0) return sizeBytes;
  const block = Buffer.alloc(blockBytes);
  let left = lines;
  let end = sizeBytes;
  while (end > 0) {
    const start = Math.max(0, end - blockBytes);
    const { bytesRead } = await file.read(block, 0, end - start, start);
    for (let index = bytesRead - 1; index >= 0; index--) {
      // The newline that ends the file ends its last line.
      if (block[index] !== newline || start + index === sizeBytes - 1) continue;
      left--;
      if (left === 0) return start + index + 1;
    }
    end = start;
  }
  return 0;
}
