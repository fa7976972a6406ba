// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/**
 * Builds the one image, `_out/images/kubevirt-<version>.tar`, on a Debian machine with no container engine and no registry.
 * Everything but our programs is kept between runs, so a code change, or another version of the same code, takes seconds.
 */

import { copyFileSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle, bundleDirectory, licencesFile } from './bundle.ts';
import { cached, hashOf } from './cache.ts';
import { baseLayout } from './image/base.ts';
import { finalStage } from './image/final-stage.ts';
import { defaultVersion, type ImageArchive, type ImageOptions, imageArchive } from './image/names.ts';
import { addLayer, blobPath, type Image, readImage, withConfig, withLayer, writeArchive } from './image/oci-layout.ts';
import { installPackages } from './packages.ts';
import { run } from './shell.ts';

const root = join(import.meta.dirname, '..');
const context = join(root, '_out/image');

/** Builds the image under the given name and says how large it is. */
export async function buildImage(options: ImageOptions = {}): Promise<ImageArchive> {
  const startedMs = Date.now();
  const version = options.version ?? defaultVersion();
  await layOutContext();
  const stage = finalStage(readFileSync(join(context, 'Containerfile'), 'utf8'));
  const inputs = [readFileSync(join(context, 'packages.txt'), 'utf8'), basename(strippedNode())];
  const base = baseLayout({ context, inputs, containerfile: stage.below, stage: stage.from });

  const layout = join(root, '_out/image-layout');
  rmSync(layout, { recursive: true, force: true });
  let image: Image = readImage(base);
  for (const { digest } of image.layers) {
    mkdirSync(dirname(blobPath(layout, digest)), { recursive: true });
    symlinkSync(blobPath(base, digest), blobPath(layout, digest));
  }
  for (const directory of stage.copies) image = withLayer(image, addLayer(layout, join(context, directory)));
  const Labels = { 'org.opencontainers.image.title': 'kubevirt-ts', 'org.opencontainers.image.version': version };
  image = withConfig(image, { Cmd: stage.cmd, Labels });

  const archive = imageArchive('kubevirt', options);
  const { sizeBytes, digest } = writeArchive(layout, image, archive);
  const sizes = image.layers.map(({ size }) => megabytes(size)).join(' + ');
  console.log(
    `${archive.name}: ${megabytes(sizeBytes)} MB compressed (${sizes}), ${digest.slice(0, 19)}, ${seconds(startedMs)} s`,
  );
  return archive;
}

/** Lays out the build context, which is all that `docker build` needs elsewhere. */
async function layOutContext(): Promise<void> {
  const names = await bundle();
  rmSync(context, { recursive: true, force: true });
  const [bin, lib, doc] = ['usr/bin', 'usr/lib/kubevirt', 'usr/share/doc/kubevirt-ts'].map((path) => {
    const directory = join(context, 'programs', path);
    mkdirSync(directory, { recursive: true });
    return directory;
  }) as [string, string, string];
  for (const name of names) {
    copyFileSync(join(bundleDirectory, `${name}.mjs`), join(lib, `${name}.mjs`));
    symlinkSync(`../lib/kubevirt/${name}.mjs`, join(bin, name));
  }
  copyFileSync(licencesFile, join(doc, 'third-party-licences.txt'));
  for (const file of ['Containerfile', 'packages.txt']) copyFileSync(join(root, 'images', file), join(context, file));
  mkdirSync(join(context, 'node'));
  link(strippedNode(), join(context, 'node/node'));
}

/** Node without its symbol table, which is a fifth of it; the file's name in the cache says which Node it is. */
function strippedNode(): string {
  const directory = join(root, 'node_modules/node');
  return cached('node', hashOf(readFileSync(join(directory, 'package.json'))), (target) => {
    installPackages(['binutils']);
    run('strip', ['-o', target, join(directory, 'bin/node')]);
    const size = megabytes(statSync(target).size);
    console.log(`node ${run(target, ['--version']).trim()}: ${size} MB without symbols`);
  });
}

/** A second name for a large file, or a copy of it where the two are on different file systems. */
function link(file: string, name: string): void {
  try {
    linkSync(file, name);
  } catch {
    copyFileSync(file, name);
  }
}

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);

const seconds = (sinceMs: number) => ((Date.now() - sinceMs) / 1000).toFixed(1);

if (import.meta.main) {
  const { values } = parseArgs({
    options: { version: { type: 'string' }, registry: { type: 'string' }, 'context-only': { type: 'boolean' } },
  });
  if (values['context-only']) await layOutContext();
  else await buildImage(values);
}
