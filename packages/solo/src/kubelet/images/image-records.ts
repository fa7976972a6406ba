// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson, writeJson } from '../runtime/state/json-file.ts';
import type { ImageRecord } from './record.ts';
import { isImageId, parseReference, referenceText } from './reference.ts';

const recordFile = 'image.json';

/** The images of one store as they lie on disk: a directory each, named by its id. */
export class ImageRecords {
  readonly #directory: string;
  readonly #held = new Map<string, ImageRecord>();

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** Reads all there are; what was cut off while it was made is removed. */
  static async open(directory: string): Promise<ImageRecords> {
    const records = new ImageRecords(directory);
    await mkdir(directory, { recursive: true });
    for (const name of await readdir(directory)) {
      const record = await readJson<ImageRecord>(join(directory, name, recordFile));
      if (record) records.#held.set(record.id, record);
      else await rm(join(directory, name), { recursive: true, force: true });
    }
    return records;
  }

  /** An image's directory. */
  directory(id: string): string {
    return join(this.#directory, id.replace(/^sha256:/, ''));
  }

  all(): ImageRecord[] {
    return [...this.#held.values()];
  }

  /** The image of an id or a reference. */
  find(reference: string): ImageRecord | undefined {
    const byId = isImageId(reference) && this.#held.get(`sha256:${reference.replace(/^sha256:/, '')}`);
    if (byId) return byId;
    const parsed = parseReference(reference);
    if (!parsed) return undefined;
    const text = referenceText(parsed);
    return this.all().find(({ tags, digests }) => tags.includes(text) || digests.includes(text));
  }

  /** Writes an image, and takes its tags from any other. */
  async write(record: ImageRecord): Promise<void> {
    for (const other of this.all()) {
      const kept = other.tags.filter((tag) => !record.tags.includes(tag));
      if (other.id === record.id || kept.length === other.tags.length) continue;
      other.tags = kept;
      await this.#store(other);
    }
    await this.#store(record);
  }

  async #store(record: ImageRecord): Promise<void> {
    const directory = this.directory(record.id);
    await mkdir(directory, { recursive: true });
    await writeJson(join(directory, recordFile), record);
    this.#held.set(record.id, record);
  }

  /** Removes an image with its files. */
  async remove(id: string): Promise<void> {
    this.#held.delete(id);
    // Without its record first: a removal that is cut off is finished at the next start.
    await rm(join(this.directory(id), recordFile), { force: true });
    await rm(this.directory(id), { recursive: true, force: true });
  }
}
