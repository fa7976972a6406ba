// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { createQcow2, type DiskFacts, type ImageFacts, type VolumeStep } from '@kubevirt-ts/machine';
import { runCommand } from '../run-command.ts';
import { openClaim } from './claim-disk.ts';
import { findContainerDisk, sidecarProcess } from './container-disk.ts';
import { imageFacts } from './image-facts.ts';
import { makeIso, type SeedSubject } from './iso-image.ts';

/** What preparing volumes needs from outside. */
export interface VolumeContext {
  subject: SeedSubject;
  /** Bytes of a claim that a new image leaves free. */
  minimumReserveBytes: number;
  say(line: string): void;
}

const sectorBytes = 512;

function ownImage(path: string, format: ImageFacts['format']): ImageFacts {
  const descriptor = openSync(path, 'r');
  try {
    return imageFacts(descriptor, path, format);
  } finally {
    closeSync(descriptor);
  }
}

async function newImage(file: string, sizeBytes: number): Promise<ImageFacts> {
  mkdirSync(dirname(file), { recursive: true });
  await runCommand(createQcow2(file, Math.ceil(sizeBytes / sectorBytes) * sectorBytes));
  return ownImage(file, 'qcow2');
}

/** Does what a volume needs to be a disk, and tells what came of it. @throws LaunchError */
export async function prepareVolume(step: VolumeStep, context: VolumeContext): Promise<DiskFacts> {
  const { volume } = step;
  switch (step.kind) {
    case 'container-disk': {
      const root = `/proc/${await sidecarProcess(volume, context.say)}/root`;
      const { image, virtualSizeBytes } = findContainerDisk(root, step.path, volume);
      return { ...(await newImage(step.overlay, virtualSizeBytes)), backing: image, readOnly: false };
    }
    case 'claim-file':
    case 'claim-block':
      return { ...openClaim(step, volume, context.minimumReserveBytes).image, readOnly: step.readOnly };
    case 'ephemeral': {
      const { image, sizeBytes } = openClaim(step.base, volume, context.minimumReserveBytes);
      return { ...(await newImage(step.overlay, sizeBytes)), backing: image, readOnly: false };
    }
    case 'empty-disk':
      return { ...(await newImage(step.file, step.capacityBytes)), readOnly: false };
    case 'iso':
      mkdirSync(dirname(step.file), { recursive: true });
      await makeIso(step, context.subject);
      return { ...ownImage(step.file, 'raw'), readOnly: false };
  }
}
