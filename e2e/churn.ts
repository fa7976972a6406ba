// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Client } from '@kubevirt-ts/kube';
import { demoVm, kinds } from './world.ts';

/** What a client saw: how many calls it made, which failed and how, and the slowest. */
export interface Calls {
  made: number;
  slowestMs: number;
  readonly failures: string[];
}

/** Creates, patches and deletes halted VMs, ten calls a second and never waiting for the one before, until it is stopped. */
export function churn(client: Client, namespace: string): { stop: () => Promise<Calls> } {
  const calls: Calls = { made: 0, slowestMs: 0, failures: [] };
  const pending = new Set<Promise<void>>();
  const lives = new Map<string, Promise<void>>();
  const call = async (what: string, send: () => Promise<unknown>): Promise<void> => {
    const began = performance.now();
    calls.made += 1;
    await send().catch((error: Error) => calls.failures.push(`${what}: ${error.message}`));
    calls.slowestMs = Math.max(calls.slowestMs, Math.round(performance.now() - began));
  };
  const verbs = [
    (name: string) =>
      call(`create ${name}`, () =>
        client.create(
          kinds.vms,
          demoVm(namespace, name, (vm) => {
            if (vm.spec) vm.spec.runStrategy = 'Halted';
          }),
        ),
      ),
    (name: string) =>
      call(`patch ${name}`, () =>
        client.patch(
          kinds.vms,
          { namespace, name },
          { type: 'merge', body: { metadata: { labels: { touched: 'true' } } } },
        ),
      ),
    (name: string) => call(`delete ${name}`, () => client.delete(kinds.vms, { namespace, name })),
  ];
  let turn = 0;
  const timer = setInterval(() => {
    const name = `churn-${Math.floor(turn / verbs.length)}`;
    const verb = verbs[turn % verbs.length];
    turn += 1;
    if (verb === undefined) return;
    const after = (lives.get(name) ?? Promise.resolve()).then(() => verb(name));
    lives.set(name, after);
    pending.add(after);
    after.finally(() => pending.delete(after));
  }, 100);
  return {
    stop: async () => {
      clearInterval(timer);
      await Promise.all(pending);
      return calls;
    },
  };
}
