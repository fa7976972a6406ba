// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/**
 * Runs the end-to-end scenarios against a cluster, one after the other, each file one promise of the product:
 * `npm run e2e -- --kubeconfig FILE [--release DIR] [--next DIR] [NAME…]`.
 * The images of both releases must be on the nodes already (`npm run cluster -- load`) or in a registry that they reach.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { releases } from '../tools/releases.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kubeconfig: { type: 'string', default: process.env.KUBECONFIG ?? '' },
    release: { type: 'string', default: releases.current.directory },
    next: { type: 'string', default: releases.next.directory },
  },
});

function refuse(sentence: string): never {
  console.error(`e2e: ${sentence}`);
  process.exit(2);
}

if (!existsSync(values.kubeconfig)) refuse(`no kubeconfig at '${values.kubeconfig}': name one with --kubeconfig FILE`);
for (const [option, directory] of [
  ['release', values.release],
  ['next', values.next],
] as const) {
  if (!existsSync(`${directory}/kubevirt-operator.yaml`)) {
    refuse(
      `--${option} ${directory} holds no release: make it with \`npm run release -- --version ${basename(directory)}\``,
    );
  }
}
const scenarios = globSync('e2e/*.e2e.ts').sort();
const chosen = scenarios.filter((file) => positionals.length === 0 || positionals.some((name) => file.includes(name)));
if (chosen.length === 0)
  refuse(
    `no scenario is named ${positionals.join(', ')}; there are: ${scenarios.map((file) => basename(file, '.e2e.ts')).join(' ')}`,
  );
console.log(`e2e: ${chosen.length} scenarios on ${values.kubeconfig}`);

const result = spawnSync(
  process.execPath,
  [
    ...['--test', '--test-isolation=none', '--test-concurrency=1'],
    ...[
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=./tools/summary-reporter.ts',
      '--test-reporter-destination=stdout',
    ],
    ...chosen,
  ],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      KUBECONFIG: resolve(values.kubeconfig),
      E2E_RELEASE: resolve(values.release),
      E2E_NEXT_RELEASE: resolve(values.next),
    },
  },
);
process.exit(result.status ?? 1);
