// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  cloudInitSeed,
  createIso,
  type IsoContent,
  objectDirectory,
  type SeedInput,
  type VolumeStep,
} from '@kubevirt-ts/machine';
import { LaunchError } from '../launch-error.ts';
import { runCommand } from '../run-command.ts';
import { readSeedText } from './seed-text.ts';

type IsoStep = Extract<VolumeStep, { kind: 'iso' }>;

/** Whom a cloud-init image is for. */
export type SeedSubject = Pick<SeedInput, 'vmi'> & {
  /** SSH keys that go through cloud-init of either flavour. */
  publicKeys(flavour: SeedInput['flavour']): readonly string[];
};

function copyMounted(from: string, to: string): void {
  for (const name of readdirSync(from).filter((each) => !each.startsWith('..'))) {
    const [source, target] = [join(from, name), join(to, name)];
    if (statSync(source).isDirectory()) {
      mkdirSync(target);
      copyMounted(source, target);
    } else copyFileSync(source, target);
  }
}

function stage(content: IsoContent, volume: string, directory: string, subject: SeedSubject): void {
  if (content.kind === 'directory') {
    if (existsSync(content.path)) copyMounted(content.path, directory);
    else if (!content.optional)
      throw new LaunchError(`The volume ${volume} is not mounted at ${objectDirectory(volume)}.`);
    return;
  }
  const files = cloudInitSeed({
    vmi: subject.vmi,
    flavour: content.flavour,
    userData: readSeedText(content.userData, volume),
    networkData: content.networkData === undefined ? undefined : readSeedText(content.networkData, volume),
    publicKeys: subject.publicKeys(content.flavour),
  });
  for (const { path, content: text } of files) {
    mkdirSync(join(directory, dirname(path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
}

/** Makes the ISO image of a volume. Its files are laid out beside it for a moment only. @throws LaunchError */
export async function makeIso(step: IsoStep, subject: SeedSubject): Promise<void> {
  const directory = `${step.file}.d`;
  mkdirSync(directory, { recursive: true });
  try {
    stage(step.content, step.volume, directory, subject);
    await runCommand(createIso(step.file, step.label, directory));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
