// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/**
 * Sends the same requests to two API servers and compares what they answer, field by field:
 * `node e2e/differential/run.ts --reference KUBECONFIG --candidate KUBECONFIG [CASE…]`.
 */

import { parseArgs } from 'node:util';
import { addCounts, closingLine } from '../../tools/counts.ts';
import { apiCaller } from './api-caller.ts';
import { readCases } from './case-file.ts';
import { askedOnce, unused, upgraded } from './differences/index.ts';
import { startHooks } from './hooks.ts';
import { differences, normalForm } from './normal-form.ts';
import { play } from './play.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { reference: { type: 'string' }, candidate: { type: 'string' } },
});
if (values.reference === undefined || values.candidate === undefined) {
  console.error('differential: name both servers: --reference KUBECONFIG --candidate KUBECONFIG');
  process.exit(2);
}
const servers = [apiCaller(values.reference), apiCaller(values.candidate)] as const;
const hooks = await startHooks();
const counts = { passed: 0, failed: 0, skipped: 0 };
let requests = 0;
/** Namespaces of earlier runs may still be going. */
const run = Date.now().toString(36);

for (const [index, each] of readCases(positionals).entries()) {
  const namespace = `differential-${run}-${index}`;
  const [reference, candidate] = await Promise.all(
    servers.map(async (api, server) => {
      const player = `${index}-${server}`;
      const stage = { api, namespace, hook: hooks.urlFor(player), caBundle: hooks.caBundle };
      const { entries } = await play(stage, each);
      const received = hooks
        .received(player)
        .map(({ behaviour, review }) => ({ what: `HOOK ${behaviour}`, answer: review }));
      return [...entries, ...(server === 0 ? askedOnce(received) : received)];
    }),
  );
  const lines: string[] = [];
  for (const [at, { what, answer }] of (reference ?? []).entries()) {
    requests += 1;
    const [one, other] = [answer, candidate?.[at]?.answer].map((value) =>
      normalForm(value, { namespace, withControllers: each.withControllers }),
    );
    lines.push(...differences(upgraded(one, what), other).map((line) => `${what}: ${line}`));
  }
  const more = (candidate?.length ?? 0) - (reference?.length ?? 0);
  if (more > 0) lines.push(`${more} more calls of webhooks`);
  if (lines.length === 0) counts.passed += 1;
  else {
    counts.failed += 1;
    console.log(`FAILED ${each.name} (reference ≠ candidate)`);
    for (const line of lines) console.log(`    ${line}`);
  }
}
for (const server of servers) server.close();
await hooks.close();
if (positionals.length === 0) for (const name of unused()) console.log(`the allowed difference ${name} was not met`);
addCounts(counts);
console.log(`differential: ${requests} answers compared in ${counts.passed + counts.failed} cases`);
console.log(closingLine(counts));
process.exitCode = counts.failed === 0 && requests > 0 ? 0 : 1;
