// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Environment } from '@marcbachmann/cel-js';
import { quantityNanos } from '../../../../quantity.ts';

const nanos = 1_000_000_000n;
const maxInt = 9_223_372_036_854_775_807n;

/** Kubernetes' functions over quantities. */
export function registerQuantities(env: Environment): void {
  class Quantity {
    readonly nanos: bigint;
    constructor(value: bigint) {
      this.nanos = value;
    }
  }
  const type = 'kubernetes.Quantity';
  const parse = (text: string) => {
    const value = quantityNanos(text);
    if (value === undefined)
      throw new Error("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    return new Quantity(value);
  };
  const isInteger = (q: Quantity) =>
    q.nanos % nanos === 0n && q.nanos / nanos <= maxInt && q.nanos / nanos >= -maxInt - 1n;
  const sign = (value: bigint) => (value > 0n ? 1n : value < 0n ? -1n : 0n);
  env
    .registerType(type, Quantity)
    .registerFunction(`quantity(string): ${type}`, parse)
    .registerFunction('isQuantity(string): bool', (text: string) => quantityNanos(text) !== undefined)
    .registerFunction(`${type}.isInteger(): bool`, isInteger)
    .registerFunction(`${type}.asInteger(): int`, (q: Quantity) => {
      if (!isInteger(q)) throw new Error('cannot convert value to integer');
      return q.nanos / nanos;
    })
    .registerFunction(`${type}.asApproximateFloat(): double`, (q: Quantity) => Number(q.nanos) / 1e9)
    .registerFunction(`${type}.sign(): int`, (q: Quantity) => sign(q.nanos))
    .registerFunction(`${type}.add(${type}): ${type}`, (a: Quantity, b: Quantity) => new Quantity(a.nanos + b.nanos))
    .registerFunction(`${type}.add(int): ${type}`, (a: Quantity, b: bigint) => new Quantity(a.nanos + b * nanos))
    .registerFunction(`${type}.sub(${type}): ${type}`, (a: Quantity, b: Quantity) => new Quantity(a.nanos - b.nanos))
    .registerFunction(`${type}.sub(int): ${type}`, (a: Quantity, b: bigint) => new Quantity(a.nanos - b * nanos))
    .registerFunction(`${type}.isGreaterThan(${type}): bool`, (a: Quantity, b: Quantity) => a.nanos > b.nanos)
    .registerFunction(`${type}.isLessThan(${type}): bool`, (a: Quantity, b: Quantity) => a.nanos < b.nanos)
    .registerFunction(`${type}.compareTo(${type}): int`, (a: Quantity, b: Quantity) => sign(a.nanos - b.nanos))
    .registerOperator(`${type} == ${type}`, (a: Quantity, b: Quantity) => a.nanos === b.nanos);
}
