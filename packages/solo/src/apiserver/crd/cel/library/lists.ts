// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Environment } from '@marcbachmann/cel-js';
import { Duration } from '@marcbachmann/cel-js/evaluator';
import { areEqual } from '../values.ts';

type Comparable = bigint | number | string | boolean | Date | Duration;

/** Kubernetes' functions over lists, and those sets and lists of CEL's extensions that it has too. */
export function registerLists(env: Environment): void {
  const sum = (list: readonly (bigint | number)[], zero: bigint | number) =>
    list.reduce<bigint | number>((total, each) => plus(total, each), zero);
  env
    .registerFunction('list<T>.isSorted(): bool', (list: Comparable[]) =>
      list.every((each, at) => at === 0 || compare(list[at - 1] as Comparable, each) <= 0),
    )
    .registerFunction('list<int>.sum(): int', (list: bigint[]) => sum(list, 0n))
    .registerFunction('list<double>.sum(): double', (list: number[]) => sum(list, 0))
    .registerFunction('list<google.protobuf.Duration>.sum(): google.protobuf.Duration', (list: Duration[]) =>
      list.reduce((total, each) => total.addDuration(each), new Duration(0n)),
    )
    .registerFunction('list<T>.min(): T', (list: Comparable[]) => extreme(list, 'min', -1))
    .registerFunction('list<T>.max(): T', (list: Comparable[]) => extreme(list, 'max', 1))
    .registerFunction('list<T>.indexOf(T): int', (list: unknown[], item: unknown) =>
      BigInt(list.findIndex((each) => areEqual(each, item))),
    )
    .registerFunction('list<T>.lastIndexOf(T): int', (list: unknown[], item: unknown) =>
      BigInt(list.findLastIndex((each) => areEqual(each, item))),
    )
    .registerFunction('list<T>.slice(int, int): list<T>', slice)
    .registerFunction('list<T>.reverse(): list<T>', (list: unknown[]) => list.toReversed())
    .registerFunction('list<T>.sort(): list<T>', (list: Comparable[]) => list.toSorted(compare))
    .registerFunction('list<T>.distinct(): list<T>', distinct)
    .registerFunction('list.flatten(): list', (list: unknown[]) => list.flat(1))
    .registerFunction('list.flatten(int): list', (list: unknown[], depth: bigint) => list.flat(Number(depth)));
  class Sets {}
  class Lists {}
  const has = (list: readonly unknown[]) => (item: unknown) => list.some((each) => areEqual(each, item));
  env
    .registerType('SetsNamespace', Sets)
    .registerConstant('sets', 'SetsNamespace', new Sets())
    .registerFunction('SetsNamespace.contains(list<T>, list<T>): bool', (_: Sets, a: unknown[], b: unknown[]) =>
      b.every(has(a)),
    )
    .registerFunction(
      'SetsNamespace.equivalent(list<T>, list<T>): bool',
      (_: Sets, a: unknown[], b: unknown[]) => a.every(has(b)) && b.every(has(a)),
    )
    .registerFunction('SetsNamespace.intersects(list<T>, list<T>): bool', (_: Sets, a: unknown[], b: unknown[]) =>
      a.some(has(b)),
    )
    .registerType('ListsNamespace', Lists)
    .registerConstant('lists', 'ListsNamespace', new Lists())
    .registerFunction('ListsNamespace.range(int): list<int>', (_: Lists, size: bigint) => {
      if (size > 1_000_000n) throw new Error(`lists.range: ${size} are too many`);
      return Array.from({ length: Number(size) }, (__, at) => BigInt(at));
    });
}

function plus(a: bigint | number, b: bigint | number): bigint | number {
  return typeof a === 'bigint' && typeof b === 'bigint' ? a + b : Number(a) + Number(b);
}

function compare(a: Comparable, b: Comparable): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function extreme(list: readonly Comparable[], name: string, sign: number): Comparable {
  const [first, ...rest] = list;
  if (first === undefined) throw new Error(`${name} called on empty list`);
  return rest.reduce((best, each) => (compare(each, best) * sign > 0 ? each : best), first);
}

function slice(list: unknown[], from: bigint, to: bigint): unknown[] {
  const size = BigInt(list.length);
  if (from < 0n || to < 0n) throw new Error(`cannot slice(${from}, ${to}), negative indexes not supported`);
  if (from > to) throw new Error(`cannot slice(${from}, ${to}), start index must be less than or equal to end index`);
  if (to > size) throw new Error(`cannot slice(${from}, ${to}), list is length ${size}`);
  return list.slice(Number(from), Number(to));
}

function distinct(list: unknown[]): unknown[] {
  const found: unknown[] = [];
  for (const item of list) if (!found.some((each) => areEqual(each, item))) found.push(item);
  return found;
}
