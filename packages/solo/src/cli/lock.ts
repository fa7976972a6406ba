// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { mkdirSync, statSync } from 'node:fs';
import { connect, createServer } from 'node:net';

/** What a running solo says of itself to who asks for its directory. */
export interface Running {
  pid: number;
  /** `https://127.0.0.1:7443`; empty until it is known. */
  server: string;
  startedAt: string;
}

/** The hold of one process on a directory; the kernel takes it back when the process ends, however it ends. */
export interface Lock {
  /** Changes what is told to who asks. */
  tell(running: Running): void;
  release(): Promise<void>;
}

/** Takes a directory for this process, or says who has it. */
export function takeDirectory(directory: string, running: Running): Promise<Lock | { heldBy: Running | undefined }> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return take(addressOf(directory), running);
}

/** Takes the machine's pod networks and service addresses for this process: two clusters cannot have the same. */
export function takeNetworks(running: Running): Promise<Lock | { heldBy: Running | undefined }> {
  return take('\0kubevirt-ts-solo-networks', running);
}

async function take(address: string, running: Running): Promise<Lock | { heldBy: Running | undefined }> {
  let told = running;
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.end(JSON.stringify(told));
  });
  const listening = Promise.withResolvers<void>();
  server.once('error', listening.reject);
  server.listen(address, listening.resolve);
  try {
    await listening.promise;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return { heldBy: await whoListens(address) };
    throw error;
  }
  server.unref();
  return {
    tell(next) {
      told = next;
    },
    release: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Who has a directory, if anybody has. */
export function whoHas(directory: string): Promise<Running | undefined> {
  try {
    return whoListens(addressOf(directory));
  } catch {
    return Promise.resolve(undefined);
  }
}

function whoListens(address: string): Promise<Running | undefined> {
  const answered = Promise.withResolvers<Running | undefined>();
  let text = '';
  const socket = connect(address);
  socket.setTimeout(5000, () => socket.destroy(new Error('no answer')));
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.on('error', () => answered.resolve(undefined));
  socket.on('close', () => {
    try {
      answered.resolve(JSON.parse(text) as Running);
    } catch {
      answered.resolve(undefined);
    }
  });
  return answered.promise;
}

/** An abstract socket: there is no file that a killed process could leave behind. By inode, for a directory has many names. */
function addressOf(directory: string): string {
  const { dev, ino } = statSync(directory);
  return `\0kubevirt-ts-solo-${dev}-${ino}`;
}
