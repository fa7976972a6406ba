// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { watch } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { delay } from '@kubevirt-ts/kube';

/** How a log is read. */
export interface FollowOptions {
  /** Waits for more at the end. */
  follow: boolean;
  /** Whether there may be more to come: the container runs. Asked at the end of the log. */
  alive: () => boolean;
  /** Has a listener called when that may have changed; returns the end of it. */
  onExit: (listener: () => void) => () => void;
  /** Where to start. @defaultValue the beginning */
  start?: (file: FileHandle, sizeBytes: number) => Promise<number>;
  signal: AbortSignal;
}

const blockBytes = 64 * 1024;
/** A change may go unseen: of a file that was just made, or when the machine has no more watches to give. */
const lookAgainMs = 1000;

/** Reads a log from its file, going on in the new file when it was rotated. */
export async function* readFollowing(path: string, o: FollowOptions): AsyncGenerator<Buffer> {
  let file = await open(path, 'r');
  const changes = o.follow ? changesIn(dirname(path), o) : undefined;
  try {
    let position = (await o.start?.(file, (await file.stat()).size)) ?? 0;
    while (!o.signal.aborted) {
      // Asked before reading: what it wrote before it ended is then read for sure.
      const alive = o.follow && o.alive();
      const block = Buffer.allocUnsafe(blockBytes);
      const { bytesRead } = await file.read(block, 0, blockBytes, position);
      if (bytesRead > 0) {
        position += bytesRead;
        yield block.subarray(0, bytesRead);
        continue;
      }
      if (await wasRotated(file, path)) {
        const last = Buffer.allocUnsafe(blockBytes);
        const more = await file.read(last, 0, blockBytes, position);
        if (more.bytesRead > 0) {
          position += more.bytesRead;
          yield last.subarray(0, more.bytesRead);
          continue;
        }
        await file.close();
        file = await open(path, 'r');
        position = 0;
        continue;
      }
      if (!alive) return;
      await changes?.next();
    }
  } finally {
    changes?.close();
    await file.close();
  }
}

async function wasRotated(file: FileHandle, path: string): Promise<boolean> {
  const now = await stat(path).catch(() => undefined);
  return now !== undefined && now.ino !== (await file.stat()).ino;
}

/** Waits for changes in a directory; `next` resolves at once when there was one since the last. */
function changesIn(directory: string, { onExit, signal }: FollowOptions): { next(): Promise<void>; close(): void } {
  let changed = Promise.withResolvers<void>();
  const closed = new AbortController();
  const ends = AbortSignal.any([signal, closed.signal]);
  const watcher = watch(directory, () => changed.resolve());
  watcher.on('error', () => undefined);
  const deaf = onExit(() => changed.resolve());
  ends.addEventListener('abort', () => changed.resolve(), { once: true });
  return {
    async next() {
      const waited = new AbortController();
      await Promise.race([changed.promise, delay(lookAgainMs, AbortSignal.any([ends, waited.signal]))]);
      waited.abort();
      if (!ends.aborted) changed = Promise.withResolvers<void>();
    },
    close() {
      closed.abort();
      deaf();
      watcher.close();
    },
  };
}
