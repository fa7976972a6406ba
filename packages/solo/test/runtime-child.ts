// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { containerSpec, openImages, openNode, run, sandboxSpec } from './runtime-fixture.ts';

/** Makes pods, one after another, until it is killed; says the names of those that it was told run. Its argument is a fixture's directory, and the first number. */
const [directory = '', first = '0'] = process.argv.slice(2);
const runtime = await openNode(directory, await openImages(directory), 1);
for (let number = Number(first); ; number++) {
  const name = `p${number}`;
  const { id } = await run(runtime, sandboxSpec(name), containerSpec('c', `echo ${name}; exec sleep 1000`));
  process.stdout.write(`${name} ${id}\n`);
}
