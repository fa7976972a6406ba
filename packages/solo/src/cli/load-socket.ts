// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { rm } from 'node:fs/promises';
import { connect as connectSocket, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Images } from '../kubelet/runtime/runtime.ts';

/** The references that an archive's images have, or why there are none. */
export type LoadAnswer = { tags: string[] } | { refused: string };

/** Loads, for those who may write to the directory, the archives they name. Returns the end of it. */
export async function serveLoads(directory: string, images: Pick<Images, 'load'>): Promise<() => void> {
  const path = socketPath(directory);
  // Whoever left it behind is gone: this process has the directory.
  await rm(path, { force: true });
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    void allFrom(socket)
      .then((archive) => answerTo(images, archive))
      .then((answer) => socket.end(JSON.stringify(answer)))
      .catch(() => socket.destroy());
  });
  const umask = process.umask(0o077);
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject);
  server.listen(path, listening.resolve);
  process.umask(umask);
  await listening.promise;
  return () => server.close();
}

/** Loads an archive. */
export async function answerTo(images: Pick<Images, 'load'>, archive: string): Promise<LoadAnswer> {
  try {
    const loaded = await images.load(archive);
    return { tags: loaded.flatMap(({ tags }) => tags) };
  } catch (error) {
    return { refused: (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '' };
  }
}

/** Has the process that runs the nodes of a directory load an archive; undefined when there is none. */
export async function askForLoad(directory: string, archive: string): Promise<LoadAnswer | undefined> {
  const socket = connectSocket({ path: socketPath(directory), allowHalfOpen: true });
  socket.end(archive);
  try {
    return JSON.parse(await allFrom(socket)) as LoadAnswer;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ECONNREFUSED'].includes(code)) return undefined;
    throw error;
  }
}

function socketPath(directory: string): string {
  return join(directory, 'load.sock');
}

/** All that comes from a socket, which stays open for the answer. */
function allFrom(socket: Socket): Promise<string> {
  const all = Promise.withResolvers<string>();
  let text = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    text += chunk;
  });
  socket.on('end', () => all.resolve(text));
  socket.on('error', all.reject);
  return all.promise;
}
