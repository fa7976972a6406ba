// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Container, Pod } from '@kubevirt-ts/kube';
import { quantityMillis, quantityValue } from '../quantity.ts';

/** Amounts by resource: thousandths of CPUs, else whole units. */
export type Amounts = ReadonlyMap<string, number>;

type Writable = Map<string, number>;
type List = Readonly<Record<string, string>> | undefined;

/** The amounts of a resource list. */
export function amounts(list: List): Writable {
  const amountOf = (name: string, text: string) =>
    name === 'cpu' ? quantityMillis(String(text)) : quantityValue(String(text));
  return new Map(Object.entries(list ?? {}).map(([name, text]) => [name, amountOf(name, text)]));
}

/** Adds, in place, `sign` times each amount. */
export function add(to: Writable, more: Amounts, sign: 1 | -1 = 1): void {
  for (const [name, amount] of more) to.set(name, (to.get(name) ?? 0) + sign * amount);
}

function raise(to: Writable, floor: Amounts): void {
  for (const [name, amount] of floor) to.set(name, Math.max(to.get(name) ?? 0, amount));
}

// What a container that asks for nothing is taken to use when nodes are compared.
const assumed = new Map([
  ['cpu', 100],
  ['memory', 200 * 2 ** 20],
]);

/**
 * What a pod takes of a node: its containers and sidecars together, or one of its init containers with the sidecars started
 * before it if that is more, and its overhead. With `assume`, containers that ask for no CPU or memory count with a little.
 */
export function podRequests(pod: Pod, o: { assume?: boolean } = {}): Amounts {
  const requestsOf = ({ resources }: Container) => {
    const own = amounts(resources?.requests);
    if (o.assume) for (const [name, amount] of assumed) if (!own.has(name)) own.set(name, amount);
    return own;
  };
  const total: Writable = new Map();
  for (const container of pod.spec?.containers ?? []) add(total, requestsOf(container));
  const sidecars: Writable = new Map();
  const peak: Writable = new Map();
  for (const container of pod.spec?.initContainers ?? []) {
    const own = requestsOf(container);
    if (container.restartPolicy === 'Always') {
      add(total, own);
      add(sidecars, own);
      raise(peak, sidecars);
    } else {
      add(own, sidecars);
      raise(peak, own);
    }
  }
  raise(total, peak);
  for (const [name, amount] of amounts(pod.spec?.resources?.requests)) total.set(name, amount);
  add(total, amounts(pod.spec?.overhead));
  return total;
}
