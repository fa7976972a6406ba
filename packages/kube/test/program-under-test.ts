// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { program } from '../src/program.ts';

const [how] = process.argv.slice(2);

program(
  async ({ signal, logger }) => {
    if (how === 'throw') throw new Error('broken');
    const alive = setInterval(() => undefined, 1000);
    if (how === 'reject') void Promise.reject(new Error('unseen'));
    else logger.info('waiting');
    if (how !== 'hang') {
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve());
      });
      clearInterval(alive);
      return;
    }
    await new Promise(() => undefined);
  },
  { component: 'test', shutdownMs: 50 },
);
