// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { logger } from '@kubevirt-ts/kube';
import type { Images } from '../kubelet/runtime/runtime.ts';
import { answerTo, askForLoad } from './load-socket.ts';
import { Refusal } from './refusal.ts';

/** Makes the images of archives known to all nodes, whether the cluster runs or not. @throws Refusal */
export async function load(archives: readonly string[], o: { dir: string }): Promise<void> {
  if (!existsSync(o.dir))
    throw new Refusal(`there is no cluster in ${o.dir} yet; make one with: solo up --dir ${o.dir}`);
  const directory = realpathSync(o.dir);
  for (const archive of archives) {
    const path = resolve(archive);
    if (!existsSync(path)) throw new Refusal(`there is no file ${archive}`);
    const answer = (await askForLoad(directory, path)) ?? (await answerTo(await ownImages(directory), path));
    if ('refused' in answer) throw new Refusal(answer.refused);
    for (const tag of answer.tags) process.stdout.write(`loaded ${tag}\n`);
  }
}

async function ownImages(directory: string): Promise<Pick<Images, 'load'>> {
  const { openImages } = await import('../bootstrap/nodes.ts');
  return openImages(directory, { hostImages: [], logger: logger('solo', 'warn') });
}
