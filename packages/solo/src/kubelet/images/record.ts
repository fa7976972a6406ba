// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { ImageConfig } from '../runtime/oci/container-config.ts';
import type { Image } from '../runtime/runtime.ts';

/** A part of a host image's root file system. Targets are absolute. */
export type HostImagePart =
  /** A file or directory of the machine; a relative path is one beside image.json. Read-only unless told otherwise. */
  | { source: string; target: string; readOnly?: boolean }
  /** A symbolic link. */
  | { link: string; target: string }
  /** A file; `mode` is octal text, `0644` by default. */
  | { content: string; target: string; mode?: string }
  /** An empty directory; `mode` is octal text, `0755` by default. */
  | { directory: true; target: string; mode?: string };

/** An image as it is written down. */
export interface ImageRecord {
  readonly id: string;
  tags: string[];
  digests: string[];
  readonly sizeBytes: number;
  readonly config: ImageConfig;
  /** It was asked for by digest alone, so it has no tag to lose. */
  readonly byDigest?: boolean;
  /** What a host image is made of; undefined for one that was unpacked. */
  readonly host?: readonly HostImagePart[];
}

/** What others see of an image. */
export function imageOf(record: ImageRecord): Image {
  const { id, tags, digests, sizeBytes, config } = record;
  return { id, tags: [...tags], digests: [...digests], sizeBytes, user: config.User ?? '' };
}
