// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageConfig } from '../runtime/oci/container-config.ts';

/** A link from one document of an OCI layout to another. */
interface Descriptor {
  mediaType?: string;
  digest: string;
  size: number;
  annotations?: Record<string, string>;
  platform?: { os?: string; architecture?: string };
}

/** An image in an OCI layout, for this machine. */
export interface LayoutImage {
  /** As its index names it; empty when it does not. */
  names: string[];
  manifest: Descriptor;
  /** Of its configuration: the image's id. */
  id: string;
  config: ImageConfig;
  /** Of manifest, configuration and layers, packed. @upstream containerd */
  sizeBytes: number;
}

interface Manifest {
  mediaType?: string;
  manifests?: Descriptor[];
  config?: Descriptor;
  layers?: Descriptor[];
}

const architecture = ({ x64: 'amd64', arm64: 'arm64' } as Record<string, string>)[process.arch] ?? process.arch;

/** The images of an OCI layout directory that are for this machine. @throws Error when a document is missing */
export async function layoutImages(directory: string): Promise<LayoutImage[]> {
  const index = JSON.parse(await readFile(join(directory, 'index.json'), 'utf8')) as Manifest;
  const found = new Map<string, LayoutImage>();
  for (const entry of index.manifests ?? []) {
    const image = await imageAt(directory, entry);
    if (!image) continue;
    const same = found.get(image.manifest.digest);
    if (same) same.names.push(...image.names);
    else found.set(image.manifest.digest, image);
  }
  return [...found.values()];
}

async function imageAt(directory: string, entry: Descriptor): Promise<LayoutImage | undefined> {
  const document = await blob<Manifest>(directory, entry.digest);
  if (document.manifests) {
    const mine = document.manifests.find(({ platform }) => isMine(platform));
    const image = mine && (await imageAt(directory, mine));
    return image && { ...image, names: namesOf(entry) };
  }
  if (!document.config || !isMine(entry.platform)) return undefined;
  const config = await blob<{ config?: ImageConfig }>(directory, document.config.digest);
  const layers = document.layers ?? [];
  return {
    names: namesOf(entry),
    manifest: { ...entry, mediaType: document.mediaType ?? entry.mediaType },
    id: document.config.digest,
    config: config.config ?? {},
    sizeBytes: [document.config, ...layers].reduce((sum, { size }) => sum + size, entry.size),
  };
}

function isMine(platform: Descriptor['platform']): boolean {
  if (!platform) return true;
  return (platform.os ?? 'linux') === 'linux' && (platform.architecture ?? architecture) === architecture;
}

function namesOf({ annotations = {} }: Descriptor): string[] {
  const full = annotations['io.containerd.image.name'];
  const short = annotations['org.opencontainers.image.ref.name'];
  const name = full ?? (short && /[/:]/.test(short) ? short : undefined);
  return name ? [name] : [];
}

async function blob<T>(directory: string, digest: string): Promise<T> {
  const [algorithm = '', hex = ''] = digest.split(':');
  if (!/^[a-z0-9]+$/.test(algorithm) || !/^[0-9a-f]+$/.test(hex)) throw new Error(`not a digest: ${digest}`);
  return JSON.parse(await readFile(join(directory, 'blobs', algorithm, hex), 'utf8')) as T;
}
