// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** What an image is called. */
export interface ImageOptions {
  /** @defaultValue the project's version, with a leading v */
  readonly version?: string;
  /** @defaultValue localhost/kubevirt-ts */
  readonly registry?: string;
}

/** An image archive: the name it imports as, and its file. */
export interface ImageArchive {
  readonly name: string;
  readonly file: string;
}

/** The registry that images are named after when none is asked for; no such host exists, so nothing is ever pulled by mistake. */
export const defaultRegistry = 'localhost/kubevirt-ts';

/** The version that is built when none is asked for: the project's. */
export function defaultVersion(): string {
  return `v${JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version}`;
}

/** The name and the archive file of one of our images. */
export function imageArchive(image: 'kubevirt' | 'guest', options: ImageOptions): ImageArchive {
  const version = options.version ?? defaultVersion();
  return {
    name: `${options.registry ?? defaultRegistry}/${image}:${version}`,
    file: join(root, `_out/images/${image}-${version}.tar`),
  };
}
