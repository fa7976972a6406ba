// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/**
 * Builds a release, `_out/release/<version>/`: the two manifests, a VM to try, the image archives and their checksums.
 * Another version of the same sources takes seconds.
 */

import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildGuest } from './guest.ts';
import { defaultRegistry, defaultVersion, type ImageOptions } from './image/names.ts';
import { buildImage } from './image.ts';
import { writeManifests } from './release/manifests.ts';

/** Builds the release and returns its directory. */
async function buildRelease(options: Required<ImageOptions>): Promise<string> {
  const directory = join(import.meta.dirname, '../_out/release', options.version);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const [kubevirt, guest] = [await buildImage(options), buildGuest(options)];
  for (const { file } of [kubevirt, guest]) linkSync(file, join(directory, basename(file)));

  writeManifests(options, directory);

  const sums = readdirSync(directory)
    .sort()
    .map(
      (name) =>
        `${createHash('sha256')
          .update(readFileSync(join(directory, name)))
          .digest('hex')}  ${name}\n`,
    );
  writeFileSync(join(directory, 'SHA256SUMS'), sums.join(''));
  return directory;
}

if (import.meta.main) {
  const startedMs = Date.now();
  const { values } = parseArgs({ options: { version: { type: 'string' }, registry: { type: 'string' } } });
  const version = values.version ?? defaultVersion();
  if (!/^v\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version)) {
    console.error(`release: "${version}" is not a version such as v1.2.3`);
    process.exit(2);
  }
  const directory = await buildRelease({ version, registry: values.registry ?? defaultRegistry });
  console.log(`${directory}: ${((Date.now() - startedMs) / 1000).toFixed(1)} s`);
  console.log(readFileSync(join(directory, 'SHA256SUMS'), 'utf8').trimEnd());
}
