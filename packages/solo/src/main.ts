// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { enableCompileCache } from 'node:module';

// Before anything else is loaded: a start is mostly reading and compiling modules.
enableCompileCache();
const { run } = await import('./cli/run.ts');
await run(process.argv);
