// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { SeedText } from '@kubevirt-ts/machine';
import { LaunchError } from '../launch-error.ts';

/** A text of a cloud-init volume, from the VMI or from its mounted secret. @throws LaunchError when the secret lacks it */
export function readSeedText(text: SeedText, volume: string): string | Buffer {
  if ('text' in text) return text.text;
  if ('base64' in text) return Buffer.from(text.base64, 'base64');
  const file = text.keys.map((key) => `${text.directory}/${key}`).find((path) => existsSync(path));
  if (file !== undefined) return readFileSync(file);
  throw new LaunchError(`The secret of the volume ${volume} has none of the keys ${text.keys.join(', ')}.`);
}

/** The values of a mounted secret, without kubelet's own entries, in the order of their keys. */
export function readSecretValues(directory: string): string[] {
  if (!existsSync(directory)) return [];
  const keys = readdirSync(directory).filter((name) => !name.startsWith('..'));
  return keys.sort().map((key) => readFileSync(`${directory}/${key}`, 'utf8').trim());
}
