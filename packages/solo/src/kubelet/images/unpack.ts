// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command } from '../runtime/command.ts';
import type { LayoutImage } from './oci-layout.ts';

const ociManifest = 'application/vnd.oci.image.manifest.v1+json';

/** Makes the root file system of an image of an OCI layout. @throws CommandFailed */
export async function unpack(layout: string, image: LayoutImage, rootfs: string): Promise<void> {
  const named = { ...image.manifest, annotations: { 'org.opencontainers.image.ref.name': 'image' } };
  await writeFile(join(layout, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [named] }));
  let from = layout;
  if (image.manifest.mediaType !== undefined && image.manifest.mediaType !== ociManifest) {
    from = `${layout}.oci`;
    await command('skopeo', ['--insecure-policy', 'copy', '--quiet', `oci:${layout}:image`, `oci:${from}:image`]);
  }
  await command('umoci', ['raw', 'unpack', '--image', `${from}:image`, rootfs]);
}
