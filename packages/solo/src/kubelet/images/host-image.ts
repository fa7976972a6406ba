// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { pathInRoot } from '../runtime/in-root.ts';
import type { ImageConfig } from '../runtime/oci/container-config.ts';
import type { HostImagePart, ImageRecord } from './record.ts';
import { parseReference, referenceText } from './reference.ts';

/** `image.json` of a host image's directory: an image that is made of the machine's own files and never unpacked. */
export interface HostImage {
  reference: string;
  /** @defaultValue the hash of image.json */
  digest?: string;
  config: ImageConfig;
  rootfs: HostImagePart[];
}

/** Reads a host image's directory; `reference` goes before the one in it. @throws Error that says what is wrong with it */
export async function readHostImage(directory: string, reference?: string): Promise<ImageRecord> {
  const file = join(directory, 'image.json');
  const text = await readFile(file, 'utf8');
  const image = parseHostImage(text, file);
  const parsed = parseReference(reference ?? image.reference);
  if (!parsed) throw new Error(`${file}: not an image's reference: ${reference ?? image.reference}`);
  const id = image.digest ?? `sha256:${createHash('sha256').update(text).digest('hex')}`;
  const host = image.rootfs.map((part) =>
    'source' in part && !isAbsolute(part.source) ? { ...part, source: resolve(directory, part.source) } : part,
  );
  return {
    id,
    tags: [referenceText({ repository: parsed.repository, tag: parsed.tag ?? 'latest' })],
    digests: [`${parsed.repository}@${id}`],
    sizeBytes: Buffer.byteLength(text),
    config: image.config,
    host,
  };
}

/** Checks the text of an image.json. @throws Error that names the field */
export function parseHostImage(text: string, file: string): HostImage {
  const image = JSON.parse(text) as Partial<HostImage>;
  if (typeof image.reference !== 'string') throw new Error(`${file}: reference is required`);
  if (image.digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(image.digest))
    throw new Error(`${file}: digest must be sha256: and 64 hexadecimal digits`);
  if (!Array.isArray(image.rootfs)) throw new Error(`${file}: rootfs must be a list`);
  for (const [index, part] of image.rootfs.entries()) {
    const where = `${file}: rootfs[${index}]`;
    if (typeof part.target !== 'string' || !part.target.startsWith('/') || part.target.split('/').includes('..'))
      throw new Error(`${where}.target must be an absolute path`);
    if (['source', 'link', 'content', 'directory'].filter((key) => key in part).length !== 1)
      throw new Error(`${where} must have one of source, link, content, directory`);
  }
  return { reference: image.reference, digest: image.digest, config: image.config ?? {}, rootfs: image.rootfs };
}

/** Makes, in an empty directory, what a host image's binds are laid over: links, files, and places for the binds. */
export async function makeSkeleton(parts: readonly HostImagePart[], root: string): Promise<void> {
  await mkdir(join(root, 'tmp'), { recursive: true });
  await chmod(join(root, 'tmp'), 0o1777);
  for (const part of parts) {
    const path = join(root, part.target);
    await mkdir(dirname(path), { recursive: true });
    if ('link' in part) await symlink(part.link, path);
    else if ('content' in part) {
      await writeFile(path, part.content);
      await chmod(path, Number.parseInt(part.mode ?? '0644', 8));
    } else if ('directory' in part) {
      await mkdir(path, { recursive: true });
      await chmod(path, Number.parseInt(part.mode ?? '0755', 8));
    } else if ((await stat(part.source)).isDirectory()) await mkdir(path, { recursive: true });
    else await writeFile(path, '', { flag: 'a' });
  }
}

/** Where a path of a host image lies on the machine. */
export async function hostImagePath(parts: readonly HostImagePart[], skeleton: string, path: string): Promise<string> {
  const bind = parts
    .flatMap((part) => ('source' in part ? [part] : []))
    .filter(({ target }) => path === target || path.startsWith(`${target}/`))
    .toSorted((a, b) => b.target.length - a.target.length)[0];
  if (!bind) return pathInRoot(skeleton, path);
  const rest = path.slice(bind.target.length);
  return rest === '' ? bind.source : pathInRoot(bind.source, rest);
}
