// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContainerSpec, PodIdentity, SandboxSpec } from '../spec.ts';
import { readJson, writeJson } from './json-file.ts';
import type { ProcessMark } from './process.ts';

/** What is written down of a sandbox before and after it is made. */
export interface SandboxRecord {
  readonly id: string;
  readonly spec: SandboxSpec;
  readonly createdAt: string;
  /** Its network namespace's path; undefined with the host's network. */
  readonly netns: string | undefined;
  /** `making` that is found at a start was cut off and is removed. */
  phase: 'making' | 'made' | 'stopped';
  ips: string[];
  process: ProcessMark | undefined;
}

/** What is written down of a container before and after it is made and started. */
export interface ContainerRecord {
  readonly id: string;
  readonly sandboxId: string;
  readonly pod: PodIdentity;
  readonly spec: ContainerSpec;
  readonly createdAt: string;
  /** The image's id on this node. */
  readonly image: string;
  /** The ids of all images that its files come from: its own and its volumes'. */
  readonly images: readonly string[];
  readonly imageId: string;
  readonly stopSignal: string;
  /** `making` that is found at a start was cut off and is removed; `starting` is looked into. */
  phase: 'making' | 'made' | 'starting' | 'started' | 'failed';
  startedAt: string | undefined;
  process: ProcessMark | undefined;
  /** Why it could not be started, and when that was. */
  failure: { message: string; at: string } | undefined;
}

const recordFile = 'record.json';

/** Records of one kind, each in a directory of its own. */
export class Records<T extends { readonly id: string }> {
  readonly #directory: string;
  readonly #held = new Map<string, T>();

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** Reads all there are. A directory without a record, cut off at its first moment, is given the id only. */
  static async open<T extends { readonly id: string }>(
    directory: string,
  ): Promise<{ records: Records<T>; torn: string[] }> {
    const records = new Records<T>(directory);
    const torn: string[] = [];
    await mkdir(directory, { recursive: true });
    for (const id of await readdir(directory)) {
      const record = await readJson<T>(join(directory, id, recordFile));
      if (record) records.#held.set(id, record);
      else torn.push(id);
    }
    return { records, torn };
  }

  get(id: string): T | undefined {
    return this.#held.get(id);
  }

  all(): T[] {
    return [...this.#held.values()];
  }

  /** Writes a record, as it is now. Its directory is made. */
  async write(record: T): Promise<void> {
    this.#held.set(record.id, record);
    const directory = join(this.#directory, record.id);
    await mkdir(directory, { recursive: true });
    await writeJson(join(directory, recordFile), record);
  }

  /** Forgets a record; its directory is the caller's to remove. */
  forget(id: string): void {
    this.#held.delete(id);
  }
}
