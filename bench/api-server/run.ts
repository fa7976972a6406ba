// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/**
 * Two API servers under the same load, one after the other, in one run:
 * `node bench/api-server/run.ts --reference KUBECONFIG --reference-pids 1,2 --candidate KUBECONFIG --candidate-pids 3`.
 * Prints figures and ratios (candidate to reference), and writes them to bench/results/api-server.json.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type ConfigMap, connect, resources } from '@kubevirt-ts/kube';

const { values } = parseArgs({
  options: {
    reference: { type: 'string' },
    'reference-pids': { type: 'string', default: '' },
    candidate: { type: 'string' },
    'candidate-pids': { type: 'string', default: '' },
    objects: { type: 'string', default: '10000' },
    listed: { type: 'string', default: '5000' },
    watchers: { type: 'string', default: '100' },
  },
});
const objects = Number(values.objects);
const listed = Number(values.listed);
const watchers = Number(values.watchers);
const namespace = `bench-${Date.now().toString(36)}`;
const writers = 32;
// Other controllers put objects of their own into each namespace.
const labelSelector = 'bench=yes';

interface Figures {
  createsPerSecond: number;
  listMs: number;
  watchEventsPerSecond: number;
  idleMiB: number;
  fullMiB: number;
}

function residentMiB(pids: string): number {
  const kiB = pids
    .split(',')
    .filter(Boolean)
    .map((pid) => Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0));
  return kiB.reduce((sum, each) => sum + each, 0) / 1024;
}

function object(index: number): ConfigMap {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace, name: `object-${index}`, labels: { bench: 'yes', part: String(index % 10) } },
    data: { text: 'x'.repeat(1000) },
  };
}

async function measure(kubeconfig: string, pids: string): Promise<Figures> {
  const client = connect({ kubeconfig, qps: 1e6, burst: 1e6 });
  const idleMiB = residentMiB(pids);
  await client.create(resources.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const createUpTo = async (from: number, to: number) => {
    let next = from;
    await Promise.all(
      Array.from({ length: writers }, async () => {
        while (next < to) {
          const index = next;
          next += 1;
          await client.create(resources.configMaps, object(index));
        }
      }),
    );
  };
  const createStart = performance.now();
  await createUpTo(0, listed);
  const createsPerSecond = (listed / (performance.now() - createStart)) * 1000;

  const lists: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const start = performance.now();
    const { items } = await client.list(resources.configMaps, { namespace, labelSelector, limit: listed });
    if (items.length !== listed) throw new Error(`listed ${items.length} of ${listed}`);
    lists.push(performance.now() - start);
  }

  const stop = new AbortController();
  const { resourceVersion } = await client.list(resources.configMaps, {
    namespace,
    limit: 1,
    labelSelector: 'none=such',
  });
  const events = 100;
  let seen = 0;
  const all = Promise.withResolvers<void>();
  const follow = async () => {
    for await (const _ of client.watch(
      resources.configMaps,
      { namespace, labelSelector, resourceVersion },
      stop.signal,
    )) {
      seen += 1;
      if (seen === events * watchers) all.resolve();
    }
  };
  for (let index = 0; index < watchers; index += 1) follow().catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const watchStart = performance.now();
  await createUpTo(listed, listed + events);
  await all.promise;
  const watchEventsPerSecond = ((events * watchers) / (performance.now() - watchStart)) * 1000;
  stop.abort();

  await createUpTo(listed + events, objects);
  const fullMiB = residentMiB(pids);
  await client.delete(resources.namespaces, { name: namespace });
  return { createsPerSecond, listMs: lists.sort((a, b) => a - b)[2] ?? 0, watchEventsPerSecond, idleMiB, fullMiB };
}

if (values.reference === undefined || values.candidate === undefined) {
  console.error('bench: name both servers: --reference KUBECONFIG --candidate KUBECONFIG');
  process.exit(2);
}
const reference = await measure(values.reference, values['reference-pids']);
const candidate = await measure(values.candidate, values['candidate-pids']);
console.log(`${cpus().length} cores, ${objects} objects of about 1.4 KB, ${writers} writers, ${watchers} watchers`);
for (const name of Object.keys(reference) as (keyof Figures)[]) {
  const ratio = candidate[name] / reference[name];
  console.log(
    `${name.padEnd(22)} ${reference[name].toFixed(1).padStart(10)} ${candidate[name].toFixed(1).padStart(10)}   ×${ratio.toFixed(2)}`,
  );
}
const results = join(import.meta.dirname, '../results');
mkdirSync(results, { recursive: true });
writeFileSync(
  join(results, 'api-server.json'),
  `${JSON.stringify({ at: new Date().toISOString(), cores: cpus().length, objects, listed, watchers, reference, candidate }, undefined, 2)}\n`,
);
