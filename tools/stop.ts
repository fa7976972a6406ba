// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** `npm run stop`: removes the solo that `npm start` made, with everything on it. Built images stay cached. */

import { solo, startedSolo } from './solo.ts';

try {
  solo('down', startedSolo, '--purge');
} catch (error) {
  console.error(`stop: ${(error as Error).message}`);
  process.exitCode = 1;
}
