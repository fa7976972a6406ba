// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Container images as directories in the OCI image layout, and as archives that container runtimes import. */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { run } from '../shell.ts';

/** A reference to a blob of a layout by its content. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** An image's configuration, as far as we read or write it; other fields are carried along. */
export interface ImageConfig {
  readonly architecture: string;
  readonly os: string;
  readonly config?: Readonly<Record<string, unknown>> & { readonly Labels?: Readonly<Record<string, string>> };
  readonly rootfs: { readonly type: 'layers'; readonly diff_ids: readonly string[] };
}

/** An image: its configuration and the compressed layers, lowest first, that the configuration names uncompressed. */
export interface Image {
  readonly config: ImageConfig;
  readonly layers: readonly Descriptor[];
}

/** A layer and the digest of its uncompressed form. */
export interface Layer extends Descriptor {
  readonly diffId: string;
}

const mediaTypes = {
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
  config: 'application/vnd.oci.image.config.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
} as const;

/** Flags of GNU tar that make the archive of a tree depend on nothing but names, modes and contents. */
const reproducible = ['--sort=name', '--mtime=@0', '--numeric-owner', '--format=gnu'];

/** An image with no layer, to which layers are added. */
export const emptyImage: Image = {
  config: { architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [] } },
  layers: [],
};

/** The file of a blob. */
export function blobPath(layout: string, digest: string): string {
  return join(layout, 'blobs', digest.replace(':', '/'));
}

/** Makes a layer of everything below a directory, all owned by one user and group id, and puts it into the layout. */
export function addLayer(layout: string, directory: string, owner = 0): Layer {
  const tar = join(layout, 'layer.tar');
  mkdirSync(layout, { recursive: true });
  run('tar', [...reproducible, `--owner=${owner}`, `--group=${owner}`, '-C', directory, '-cf', tar, '.']);
  const content = readFileSync(tar);
  rmSync(tar);
  return { ...addBlob(layout, mediaTypes.layer, gzipSync(content)), diffId: digestOf(content) };
}

/** The image with one more layer on top. */
export function withLayer(image: Image, { diffId, ...layer }: Layer): Image {
  const rootfs = { ...image.config.rootfs, diff_ids: [...image.config.rootfs.diff_ids, diffId] };
  return { config: { ...image.config, rootfs }, layers: [...image.layers, layer] };
}

/** The image with some fields of its run configuration (Cmd, Labels, …) set; labels are added to those it has. */
export function withConfig(image: Image, fields: NonNullable<ImageConfig['config']>): Image {
  const Labels = { ...image.config.config?.Labels, ...fields.Labels };
  return { ...image, config: { ...image.config, config: { ...image.config.config, ...fields, Labels } } };
}

/** The only image of a layout that another tool wrote. @throws Error when there is not exactly one */
export function readImage(layout: string): Image {
  const index = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8')) as { manifests: Descriptor[] };
  const [only, ...others] = index.manifests;
  if (!only || others.length > 0) throw new Error(`${layout} holds ${index.manifests.length} images instead of one`);
  const manifest = readJson<{ config: Descriptor; layers: Descriptor[] }>(layout, only.digest);
  // History says how another tool came to its layers; it does not survive adding ours, and is optional.
  const { history: _, ...config } = readJson<ImageConfig & { history?: unknown }>(layout, manifest.config.digest);
  return { config, layers: manifest.layers };
}

/**
 * Writes an image as one archive file that `ctr images import`, `docker load`, `podman load` and `skopeo` understand:
 * an OCI layout with Docker's older manifest.json beside it. The image's layers must be in the layout.
 * @returns the image's digest and its compressed size
 */
export function writeArchive(layout: string, image: Image, { name, file }: { name: string; file: string }) {
  const config = addBlob(layout, mediaTypes.config, json(image.config));
  const manifest = addBlob(
    layout,
    mediaTypes.manifest,
    json({ schemaVersion: 2, mediaType: mediaTypes.manifest, config, layers: image.layers }),
  );
  const tag = name.slice(name.lastIndexOf(':') + 1);
  const annotations = { 'io.containerd.image.name': name, 'org.opencontainers.image.ref.name': tag };
  writeFileSync(join(layout, 'oci-layout'), json({ imageLayoutVersion: '1.0.0' }));
  writeFileSync(join(layout, 'index.json'), json({ schemaVersion: 2, manifests: [{ ...manifest, annotations }] }));
  const blobs = [manifest, config, ...image.layers].map(({ digest }) => blobPath('', digest));
  const [Config, Layers] = [blobs[1], blobs.slice(2)];
  writeFileSync(join(layout, 'manifest.json'), json([{ Config, RepoTags: [name], Layers }]));
  mkdirSync(dirname(file), { recursive: true });
  const members = ['oci-layout', 'index.json', 'manifest.json', ...new Set(blobs)];
  run('tar', [
    ...reproducible,
    '--dereference',
    '--hard-dereference',
    '--owner=0',
    '--group=0',
    '-C',
    layout,
    '-cf',
    `${file}.part`,
    ...members,
  ]);
  renameSync(`${file}.part`, file);
  const sizeBytes = [config, ...image.layers].reduce((sum, { size }) => sum + size, 0);
  return { digest: manifest.digest, sizeBytes };
}

function addBlob(layout: string, mediaType: string, content: Uint8Array): Descriptor {
  const digest = digestOf(content);
  const path = blobPath(layout, digest);
  mkdirSync(dirname(path), { recursive: true });
  if (!existsSync(path)) writeFileSync(path, content);
  return { mediaType, digest, size: content.length };
}

function readJson<T>(layout: string, digest: string): T {
  return JSON.parse(readFileSync(blobPath(layout, digest), 'utf8'));
}

const digestOf = (content: Uint8Array) => `sha256:${createHash('sha256').update(content).digest('hex')}`;

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
