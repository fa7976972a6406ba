// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** `npm run stop`: removes the cluster that `npm start` made, with everything in it. Built images stay cached. */

import { takeDown } from './cluster/down.ts';
import { directory } from './cluster/layout.ts';

await takeDown()
  .then(() => console.log(`the cluster is gone; its programs stay in ${directory}/bin`))
  .catch((error: Error) => {
    console.error(`stop: ${error.message}`);
    process.exitCode = 1;
  });
