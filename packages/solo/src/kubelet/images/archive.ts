// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { command } from '../runtime/command.ts';
import { type LayoutImage, layoutImages } from './oci-layout.ts';

/** An image in a directory in OCI layout. */
export interface ArchivedImage {
  layout: string;
  image: LayoutImage;
}

/** Opens an archive (OCI layout or `docker save`, also compressed) in a directory of its own. @throws Error when it is none */
export async function openArchive(archive: string, directory: string): Promise<ArchivedImage[]> {
  await mkdir(directory, { recursive: true });
  await command('tar', ['-xf', archive, '-C', directory, '--no-same-owner']);
  if (await exists(join(directory, 'index.json')))
    return (await layoutImages(directory)).map((image) => ({ layout: directory, image }));
  if (!(await exists(join(directory, 'manifest.json'))))
    throw new Error(`${archive} is no image archive: it has neither index.json nor manifest.json`);
  return dockerImages(archive, directory);
}

async function dockerImages(archive: string, directory: string): Promise<ArchivedImage[]> {
  const entries = JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8')) as {
    RepoTags?: string[] | null;
  }[];
  const opened: ArchivedImage[] = [];
  for (const [index, entry] of entries.entries()) {
    const layout = join(directory, `oci${index}`);
    const source = `docker-archive:${archive}:@${index}`;
    await command('skopeo', ['--insecure-policy', 'copy', '--quiet', source, `oci:${layout}:image`]);
    for (const image of await layoutImages(layout))
      opened.push({ layout, image: { ...image, names: entry.RepoTags ?? [] } });
  }
  return opened;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
