// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/**
 * Builds the demo guest, a containerDisk image `_out/images/guest-<version>.tar`: Debian's kernel and busybox, and the few
 * scripts of images/guest. `--test` boots it here, with no cluster, and tries what it promises.
 */

import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cached, hashOf, hashTree } from './cache.ts';
import { checkGuest } from './guest/check.ts';
import { makeDisk } from './guest/disk.ts';
import { debianParts } from './guest/parts.ts';
import { type ImageArchive, type ImageOptions, imageArchive } from './image/names.ts';
import { addLayer, emptyImage, withLayer, writeArchive } from './image/oci-layout.ts';
import { installPackages } from './packages.ts';

const root = join(import.meta.dirname, '..');
const overlay = join(root, 'images/guest/root');

/** QEMU's user and group in a VM's pod: the disk is theirs. */
const qemuId = 107;

/** The guest's disk, a qcow2 file in the cache, built when what it is made of has changed. */
export function guestDisk(): string {
  const modules = readFileSync(join(overlay, 'etc/modules'), 'utf8').replace(/#.*/g, '').split(/\s+/).filter(Boolean);
  const parts = debianParts(modules);
  const recipe = readFileSync(join(import.meta.dirname, 'guest/disk.ts'));
  return cached('guest-disk', hashOf(recipe, hashTree(overlay), parts), (target) => {
    installPackages(['syslinux', 'mtools', 'cpio', 'qemu-utils']);
    makeDisk({ parts, overlay, work: join(root, '_out/guest-work') }, target);
  });
}

/** Builds the guest's containerDisk image under the given name and says how large it is. */
export function buildGuest(options: ImageOptions = {}): ImageArchive {
  const startedMs = Date.now();
  const disk = guestDisk();
  const [tree, layout] = ['_out/guest-tree', '_out/guest-layout'].map((name) => join(root, name)) as [string, string];
  for (const directory of [tree, layout]) rmSync(directory, { recursive: true, force: true });
  mkdirSync(join(tree, 'disk'), { recursive: true });
  copyFileSync(disk, join(tree, 'disk/guest.qcow2'));
  const archive = imageArchive('guest', options);
  const { sizeBytes, digest } = writeArchive(layout, withLayer(emptyImage, addLayer(layout, tree, qemuId)), archive);
  rmSync(tree, { recursive: true });
  const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
  console.log(`${archive.name}: ${(sizeBytes / 1e6).toFixed(1)} MB compressed, ${digest.slice(0, 19)}, ${seconds} s`);
  return archive;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { version: { type: 'string' }, registry: { type: 'string' }, test: { type: 'boolean' } },
  });
  if (values.test) await checkGuest(guestDisk());
  else buildGuest(values);
}
