// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { ImageFacts, PlannedDisk } from '../plan/planned-disk.ts';
import { type Json, json, type Option } from './option.ts';

interface Layer {
  name: string;
  image: ImageFacts;
  readOnly: boolean;
  cache: { direct: boolean };
  aio: 'native' | 'threads';
}

function protocolNode({ name, image, readOnly, cache, aio }: Layer): Option {
  return json('-blockdev', {
    driver: image.device === 'block' ? 'host_device' : 'file',
    'node-name': `${name}-file`,
    filename: image.path,
    'read-only': readOnly,
    'auto-read-only': false,
    discard: readOnly ? undefined : 'unmap',
    cache: { direct: cache.direct, 'no-flush': false },
    aio,
  });
}

function formatNode({ name, image, readOnly, cache }: Layer, backing: string | null): Option {
  const node: { [key: string]: Json | undefined } = {
    driver: image.format,
    'node-name': name,
    file: `${name}-file`,
    'read-only': readOnly,
    discard: readOnly ? undefined : 'unmap',
    cache: { direct: cache.direct, 'no-flush': false },
  };
  return json('-blockdev', image.format === 'qcow2' ? { ...node, backing } : node);
}

/**
 * The block nodes of a disk; the last one, named like the disk, is what its device reads.
 *
 * Every layer is written out, down to a `backing` of null: QEMU must never follow a file name that stands in an image.
 * What lies under an overlay is read through the page cache, which all guests of the same image share.
 */
export function blockOptions(disk: PlannedDisk, name: string): Option[] {
  if (disk.image === undefined) return [];
  const { backing, ...image } = disk.image;
  const direct = disk.cache === 'none';
  const top: Layer = { name, image, readOnly: disk.readOnly, cache: { direct }, aio: disk.io };
  if (backing === undefined) return [protocolNode(top), formatNode(top, null)];
  const base: Layer = {
    name: `${name}-base`,
    image: backing,
    readOnly: true,
    cache: { direct: false },
    aio: 'threads',
  };
  return [protocolNode(base), formatNode(base, null), protocolNode(top), formatNode(top, base.name)];
}
