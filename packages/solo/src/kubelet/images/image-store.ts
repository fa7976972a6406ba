// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@kubevirt-ts/kube';
import { command } from '../runtime/command.ts';
import { pathInRoot } from '../runtime/in-root.ts';
import type { OciMount } from '../runtime/oci/config.ts';
import type { ImageConfig } from '../runtime/oci/container-config.ts';
import {
  type Image,
  type Images,
  type PullRefusal,
  type RegistryCredential,
  RuntimeError,
} from '../runtime/runtime.ts';
import { openArchive } from './archive.ts';
import { hostImagePath, makeSkeleton, readHostImage } from './host-image.ts';
import { ImageRecords } from './image-records.ts';
import { type LayoutImage, layoutImages } from './oci-layout.ts';
import { pullLayout } from './pull.ts';
import { type ImageRecord, imageOf } from './record.ts';
import { parseReference, type Reference, referenceText } from './reference.ts';
import { unpack } from './unpack.ts';

/** A root file system that containers may be made from. */
export interface ImageRoot {
  readonly config: ImageConfig;
  /** A directory that is not to be written. */
  readonly lower: string;
  /** What is laid over it. */
  readonly mounts: OciMount[];
  /** The text of one of its files; empty when there is none. */
  read(path: string): Promise<string>;
}

/** What the images of a machine are opened with. */
export interface ImageStoreOptions {
  /** Its own, for all nodes of the machine. */
  directory: string;
  /** Directories with an image.json, and the references they stand for. */
  hostImages?: readonly { reference?: string; directory: string }[];
  logger: Logger;
}

/** The images of a machine, unpacked once each and shared by the containers of all its nodes. */
export class ImageStore implements Images {
  readonly #directory: string;
  readonly #records: ImageRecords;
  readonly #logger: Logger;
  /** Changes are made one after another; pulls and unpacking run beside each other. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(o: ImageStoreOptions, records: ImageRecords) {
    this.#directory = o.directory;
    this.#records = records;
    this.#logger = o.logger;
  }

  /** Opens the images of a directory, and adds the host images. @throws Error for a host image that is none */
  static async open(o: ImageStoreOptions): Promise<ImageStore> {
    await rm(join(o.directory, 'tmp'), { recursive: true, force: true });
    const records = await ImageRecords.open(join(o.directory, 'store'));
    const store = new ImageStore(o, records);
    for (const { reference, directory } of o.hostImages ?? [])
      await store.#addHostImage(await readHostImage(directory, reference));
    await store.#collect();
    return store;
  }

  async list(): Promise<Image[]> {
    return this.#records.all().map(imageOf);
  }

  async find(reference: string): Promise<Image | undefined> {
    const record = this.#records.find(reference);
    return record && imageOf(record);
  }

  async pull(
    text: string,
    credentials: readonly RegistryCredential[] = [],
    signal?: AbortSignal,
  ): Promise<Image | PullRefusal> {
    const reference = parseReference(text);
    if (!reference) {
      const message = `Failed to apply default image tag "${text}": couldn't parse image name "${text}": invalid reference format`;
      return { reason: 'InvalidImageName', message };
    }
    const present = this.#records.find(text);
    if (present?.host) return imageOf(present);
    return this.#inTemporary(async (directory) => {
      const pulled = await pullLayout({ reference, credentials, directory, signal });
      if (!('layout' in pulled)) return pulled;
      const [image] = await layoutImages(pulled.layout);
      if (!image) {
        const message = `no image for this machine in "${referenceText(reference)}"`;
        return { reason: 'ErrImagePull', message };
      }
      return imageOf(await this.#add(pulled.layout, image, [reference], directory));
    });
  }

  async load(archive: string): Promise<Image[]> {
    return this.#inTemporary(async (directory) => {
      const opened = await openArchive(archive, join(directory, 'archive'));
      if (opened.length === 0) throw new Error(`${archive} holds no image for this machine`);
      const loaded: Image[] = [];
      for (const { layout, image } of opened) {
        const references = image.names.map(parseReference).filter((name) => name !== undefined);
        if (references.length === 0) throw new Error(`${archive} holds an image without a name`);
        loaded.push(imageOf(await this.#add(layout, image, references, directory)));
      }
      return loaded;
    });
  }

  remove(reference: string): Promise<boolean> {
    return this.#inTurn(async () => {
      const record = this.#records.find(reference);
      if (!record) return false;
      const parsed = parseReference(reference);
      const text = parsed && !reference.includes(record.id.slice('sha256:'.length)) ? referenceText(parsed) : undefined;
      const tags = text === undefined ? [] : record.tags.filter((tag) => tag !== text);
      const last = tags.length === 0;
      if (last && (await this.#users(record.id)).length > 0)
        throw new RuntimeError('ImageInUse', `image ${reference} is used by a container`);
      if (last) await this.#records.remove(record.id);
      else await this.#records.write({ ...record, tags });
      return true;
    });
  }

  /** Keeps an image's files while a user (a container's id) has them. @throws RuntimeError when there is no such image */
  use(id: string, user: string): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#records.find(id)) throw new RuntimeError('CreateContainerError', `image ${id} is gone`);
      const directory = join(this.#records.directory(id), 'users');
      await mkdir(directory, { recursive: true });
      await writeFile(join(directory, user), '');
    });
  }

  /** Ends a use; the files go when the image has no name and no user any more. */
  release(id: string, user: string): Promise<void> {
    return this.#inTurn(async () => {
      await rm(join(this.#records.directory(id), 'users', user), { force: true });
      await this.#collect();
    });
  }

  /** An image's root file system. @throws RuntimeError when there is no such image */
  root(reference: string): ImageRoot {
    const record = this.#records.find(reference);
    if (!record) throw new RuntimeError('CreateContainerError', `image ${reference} is not on the node`);
    const lower = join(this.#records.directory(record.id), 'rootfs');
    const parts = record.host;
    const where = (path: string) => (parts ? hostImagePath(parts, lower, path) : pathInRoot(lower, path));
    const binds = (parts ?? []).flatMap((part) => ('source' in part ? [part] : []));
    return {
      config: record.config,
      lower,
      mounts: binds.map(({ source, target, readOnly }) => ({
        destination: target,
        type: 'bind',
        source,
        options: ['rbind', 'rprivate', readOnly === false ? 'rw' : 'ro'],
      })),
      read: async (path) => readFile(await where(path), 'utf8').catch(() => ''),
    };
  }

  /** A directory of the machine that shows an image's files: its own, or for a host image, `at`, where it is put together by mounts. */
  async volume(reference: string, at: string): Promise<string> {
    const { lower, mounts } = this.root(reference);
    if (mounts.length === 0) return lower;
    await mkdir(at, { recursive: true });
    await command('mount', ['--bind', '--', lower, at]);
    await command('mount', ['--make-private', '--', at]);
    for (const { source = '', destination } of mounts) {
      await command('mount', ['--rbind', '--', source, join(at, destination)]);
      await command('mount', ['-o', 'remount,bind,ro', '--', join(at, destination)]);
    }
    await command('mount', ['--make-rprivate', '--', at]);
    return at;
  }

  async #addHostImage(record: ImageRecord): Promise<void> {
    const directory = this.#records.directory(record.id);
    const users = await this.#users(record.id);
    if (users.length === 0) {
      await rm(join(directory, 'rootfs'), { recursive: true, force: true });
      await makeSkeleton(record.host ?? [], join(directory, 'rootfs'));
    }
    const known = this.#records.find(record.id);
    await this.#records.write({ ...record, ...joined(record, known) });
  }

  async #add(
    layout: string,
    image: LayoutImage,
    references: readonly Reference[],
    directory: string,
  ): Promise<ImageRecord> {
    const { id, config, sizeBytes, manifest } = image;
    const tags = references.flatMap(({ repository, tag }) => (tag ? [referenceText({ repository, tag })] : []));
    const digests = references.flatMap(({ repository, digest }) => [
      `${repository}@${manifest.digest}`,
      ...(digest && digest !== manifest.digest ? [`${repository}@${digest}`] : []),
    ]);
    const rootfs = join(directory, randomUUID());
    if (!this.#records.find(id)) {
      const startedMs = performance.now();
      await unpack(layout, image, rootfs);
      const tookMs = Math.round(performance.now() - startedMs);
      this.#logger.info({ image: tags[0] ?? digests[0], id, tookMs }, 'image unpacked');
    }
    return this.#inTurn(async () => {
      const known = this.#records.find(id);
      if (!known) {
        await mkdir(this.#records.directory(id), { recursive: true });
        await rename(rootfs, join(this.#records.directory(id), 'rootfs'));
      }
      const byDigest = known?.byDigest || tags.length === 0;
      const record: ImageRecord = { id, config, sizeBytes, byDigest, ...joined({ tags, digests }, known) };
      await this.#records.write(record);
      await this.#collect();
      return record;
    });
  }

  /** Removes images that lost their last name and have no user. */
  async #collect(): Promise<void> {
    for (const { id, tags, byDigest } of this.#records.all())
      if (tags.length === 0 && !byDigest && (await this.#users(id)).length === 0) await this.#records.remove(id);
  }

  async #users(id: string): Promise<string[]> {
    return readdir(join(this.#records.directory(id), 'users')).catch(() => []);
  }

  async #inTemporary<T>(work: (directory: string) => Promise<T>): Promise<T> {
    const directory = join(this.#directory, 'tmp', randomUUID());
    await mkdir(directory, { recursive: true });
    try {
      return await work(directory);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work, work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}

function joined(
  { tags, digests }: Pick<ImageRecord, 'tags' | 'digests'>,
  known: ImageRecord | undefined,
): Pick<ImageRecord, 'tags' | 'digests'> {
  return {
    tags: [...new Set([...(known?.tags ?? []), ...tags])],
    digests: [...new Set([...(known?.digests ?? []), ...digests])],
  };
}
