// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Before anything else is loaded: a start is mostly reading and compiling modules. Beside the code, for whoever can write here can
// change the code as well.
enableCompileCache(join(import.meta.dirname, '../../../node_modules/.cache/solo'));
const { run } = await import('./cli/run.ts');
await run(process.argv);
