// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { existsSync, type FSWatcher, readFileSync, statSync, watch } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { oomFile } from '../conmon.ts';

/** How a sandbox's or container's first process ended. */
export interface Exit {
  readonly exitCode: number;
  readonly at: Date;
  /** The kernel killed a process of it for want of memory. */
  readonly outOfMemory: boolean;
}

/** The ends that conmon wrote down, also while nobody watched. */
export class Exits {
  readonly #directory: string;
  /** Of a container's bundle, where conmon says that memory ran out. */
  readonly #bundle: (id: string) => string;
  readonly #known = new Map<string, Exit>();
  /** Those that listeners were told of: an end may be read before the machine tells of its file. */
  readonly #told = new Set<string>();
  readonly #listeners = new Set<(id: string) => void>();
  #watcher: FSWatcher | undefined;

  private constructor(directory: string, bundle: (id: string) => string) {
    this.#directory = directory;
    this.#bundle = bundle;
  }

  /** Reads what there is, and watches for more. */
  static async open(directory: string, bundle: (id: string) => string): Promise<Exits> {
    await mkdir(directory, { recursive: true });
    const exits = new Exits(directory, bundle);
    exits.#watcher = watch(directory, (_, name) => name !== null && exits.#seen(name));
    await exits.lookAgain();
    return exits;
  }

  /** Tells of ends that the machine did not tell of. */
  async lookAgain(): Promise<void> {
    for (const name of await readdir(this.#directory)) this.#seen(name);
  }

  /** How it ended; undefined while it runs, and of one that is unknown. */
  get(id: string): Exit | undefined {
    return this.#known.get(id) ?? this.#read(id);
  }

  /** Calls back when something ended. Returns the end of it. */
  onExit(listener: (id: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when it has ended; with false when it has not after that time. */
  async ended(id: string, timeoutMs: number): Promise<boolean> {
    if (this.get(id)) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const stop = this.onExit((other) => other === id && resolve(true));
    const timer = setTimeout(() => resolve(this.get(id) !== undefined), timeoutMs);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      stop();
    }
  }

  async forget(id: string): Promise<void> {
    // First the file: what the machine tells of meanwhile would be read from it again.
    await rm(join(this.#directory, id), { force: true });
    this.#known.delete(id);
    this.#told.delete(id);
  }

  close(): void {
    this.#watcher?.close();
  }

  #seen(name: string): void {
    // conmon writes to a file of another name first.
    if (!/^[0-9a-f]+$/.test(name) || this.#told.has(name) || !this.get(name)) return;
    this.#told.add(name);
    for (const listener of this.#listeners) listener(name);
  }

  #read(id: string): Exit | undefined {
    const file = join(this.#directory, id);
    try {
      const text = readFileSync(file, 'utf8').trim();
      if (!/^-?\d+$/.test(text)) return undefined;
      const outOfMemory = existsSync(join(this.#bundle(id), oomFile));
      const exit = { exitCode: Number(text), at: statSync(file).mtime, outOfMemory };
      this.#known.set(id, exit);
      return exit;
    } catch {
      return undefined;
    }
  }
}
