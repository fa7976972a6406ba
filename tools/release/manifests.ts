// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { releaseManifests } from '@kubevirt-ts/virt-operator';
import { type ImageOptions, imageArchive } from '../image/names.ts';
import { yamlDocuments } from '../yaml-documents.ts';
import { demoVm } from './demo-vm.ts';

/** Writes what a user applies: the two manifests, and a VM to try. */
export function writeManifests(options: Required<ImageOptions>, directory: string): void {
  const manifests = releaseManifests(options);
  writeFileSync(join(directory, 'kubevirt-operator.yaml'), yamlDocuments(manifests.operator));
  writeFileSync(join(directory, 'kubevirt-cr.yaml'), yamlDocuments(manifests.cr));
  writeFileSync(join(directory, 'vm-demo.yaml'), yamlDocuments([demoVm(imageArchive('guest', options).name)]));
}
