// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { closeSync, fstatSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ImageFacts, imageHeaderBytes, paths, readImageHeader } from '@kubevirt-ts/machine';
import { LaunchError } from '../launch-error.ts';
import { imageFacts } from './image-facts.ts';
import { directoryBeneath, openBeneath } from './open-beneath.ts';

const pollMs = 20;
const sayAfterMs = 10_000;
const defaultDirectory = 'disk';

/** The image of a container disk, and how large the guest sees it. */
export interface ContainerDiskImage {
  image: ImageFacts;
  virtualSizeBytes: number;
}

/**
 * The process of a volume's sidecar, whose root is the disk's image. Waits as long as it takes: the sidecar starts once its
 * image is pulled, and whether that fails is kubelet's to say.
 */
export async function sidecarProcess(volume: string, say: (line: string) => void): Promise<number> {
  for (let waitedMs = 0; ; waitedMs += pollMs) {
    try {
      const id = Number(readFileSync(`${paths.containerDisks}/${volume}.pid`, 'utf8'));
      if (Number.isInteger(id) && id > 1) return id;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    if (waitedMs === sayAfterMs) say(`still waiting for the image of the container disk ${volume}`);
    await sleep(pollMs);
  }
}

function onlyFile(root: string, volume: string): string {
  let directory: number;
  try {
    directory = directoryBeneath(root, defaultDirectory);
  } catch {
    throw new LaunchError(
      `The image of the container disk ${volume} has no directory /${defaultDirectory}, and no path is given.`,
    );
  }
  const names = readdirSync(`/proc/self/fd/${directory}`);
  closeSync(directory);
  const [name] = names;
  if (names.length === 1 && name !== undefined) return `${defaultDirectory}/${name}`;
  throw new LaunchError(
    `The directory /${defaultDirectory} of the container disk ${volume} holds ${names.length} files; it must hold one, or a path be given.`,
  );
}

const openFaults: Record<string, string> = {
  ENOENT: 'does not exist',
  ELOOP: 'is or passes through a symbolic link, which is not followed',
  ENOTDIR: 'passes through something that is not a directory',
  EACCES: 'cannot be read by user 107',
  EINVAL: 'leads out of the image',
};

/** The disk image beneath the root of a container: the one that is named, or the only file in /disk. @throws LaunchError */
export function findContainerDisk(root: string, path: string | undefined, volume: string): ContainerDiskImage {
  const relative = path ?? onlyFile(root, volume);
  const shown = `/${relative.replace(/^\/+/, '')}`;
  let descriptor: number;
  try {
    descriptor = openBeneath(root, relative);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new LaunchError(`The file ${shown} of the container disk ${volume} ${openFaults[code ?? ''] ?? message}.`);
  }
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) throw new LaunchError(`${shown} of the container disk ${volume} is not a regular file.`);
    const bytes = Buffer.alloc(imageHeaderBytes);
    const read = readSync(descriptor, bytes, 0, bytes.length, 0);
    const header = readImageHeader(bytes.subarray(0, read), stats.size, `spec.volumes[${volume}].containerDisk`);
    if ('message' in header) throw new LaunchError(`Container disk ${volume}: ${header.message}`);
    const image = imageFacts(descriptor, `${root}${shown}`, header.format);
    return { image, virtualSizeBytes: header.virtualSizeBytes };
  } finally {
    closeSync(descriptor);
  }
}
