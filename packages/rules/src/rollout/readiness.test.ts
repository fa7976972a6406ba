// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isReady, type PodFacts, rolloutWait, type WorkloadFacts } from './readiness.ts';

const pod = (name: string, more: Partial<PodFacts> = {}): PodFacts => ({
  name,
  node: `node-of-${name}`,
  upToDate: true,
  ready: true,
  leaving: false,
  ...more,
});

const deployment = (pods: readonly PodFacts[], more: Partial<WorkloadFacts> = {}): WorkloadFacts => ({
  name: 'virt-api',
  kind: 'Deployment',
  desired: 2,
  available: pods.filter(({ upToDate, ready, leaving }) => upToDate && ready && !leaving).length,
  settled: true,
  pods,
  ...more,
});

const handler = (pods: readonly PodFacts[], more: Partial<WorkloadFacts> = {}): WorkloadFacts =>
  deployment(pods, { name: 'virt-handler', kind: 'DaemonSet', ...more });

interface Case {
  what: string;
  workload: WorkloadFacts | undefined;
  lost?: readonly string[];
  wait: RegExp | undefined;
  ready: boolean;
}

const cases: readonly Case[] = [
  { what: 'does not exist', workload: undefined, wait: /to be taken up/, ready: false },
  {
    what: 'not seen by its controller',
    workload: deployment([], { desired: undefined }),
    wait: /to be taken up/,
    ready: false,
  },
  { what: 'all there', workload: deployment([pod('a'), pod('b')]), wait: undefined, ready: true },
  {
    what: 'one of two ready',
    workload: deployment([pod('a'), pod('b', { ready: false })]),
    wait: /1 of 2 pods up to date and ready, waiting for b/,
    ready: true,
  },
  {
    what: 'an old pod still serves',
    workload: deployment([pod('a'), pod('b'), pod('c', { upToDate: false })]),
    wait: /the old pods to end \(c\)/,
    ready: false,
  },
  {
    what: 'an old pod drains',
    workload: deployment([pod('a'), pod('b'), pod('c', { upToDate: false, leaving: true })]),
    wait: /the old pods to end/,
    ready: true,
  },
  {
    what: 'another template is being rolled out',
    workload: deployment([pod('a'), pod('b')], { settled: false }),
    wait: /2 of 2 pods/,
    ready: true,
  },
  {
    what: 'no node for the agent',
    workload: handler([], { desired: 0 }),
    wait: /a node that virt-handler may run on/,
    ready: false,
  },
  {
    what: 'the agent on one of two nodes',
    workload: handler([pod('a'), pod('b', { ready: false })]),
    wait: /1 of 2 nodes up to date and ready, waiting for node-of-b/,
    ready: false,
  },
  {
    what: 'the agent on a lost node is not waited for',
    workload: handler([pod('a'), pod('b', { ready: false })]),
    lost: ['node-of-b'],
    wait: undefined,
    ready: true,
  },
  {
    what: 'an old agent on a lost node is not waited for',
    workload: handler([pod('a'), pod('b', { ready: false, upToDate: false })]),
    lost: ['node-of-b'],
    wait: undefined,
    ready: true,
  },
];

for (const { what, workload, lost, wait, ready } of cases) {
  test(`workload: ${what}`, () => {
    const lostNodes = new Set(lost);
    const sentence = rolloutWait(workload, workload?.name ?? 'virt-api', lostNodes);
    if (wait === undefined) assert.equal(sentence, undefined);
    else assert.match(sentence ?? 'nothing', wait);
    assert.equal(isReady(workload, lostNodes), ready);
  });
}
