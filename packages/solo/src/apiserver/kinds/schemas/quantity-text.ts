// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { quantityNanos } from '../../../quantity.ts';

const suffixOf = /^[+-]?[0-9.]+(.*)$/;
const decimalSuffixes = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'] as const;
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;
const limit = (2n ** 63n - 1n) * 1_000_000_000n;

/**
 * A quantity as Kubernetes writes it: the largest suffix of the kind it came with that leaves a whole number; undefined for what
 * is no quantity. `1000m` is `1`, `0.5` is `500m`, `1024Mi` is `1Gi`, `1.5Gi` is `1536Mi`. @upstream resource.Quantity.String
 */
export function quantityText(value: string | number): string | undefined {
  const text = typeof value === 'number' ? numberText(value) : value;
  const exact = quantityNanos(text);
  if (exact === undefined) return undefined;
  const nanos = exact > limit ? limit : exact < -limit ? -limit : exact;
  if (nanos === 0n) return '0';
  const suffix = suffixOf.exec(text)?.[1] ?? '';
  if (suffix.endsWith('i')) return binaryText(nanos);
  return decimalText(nanos, /^[eE][+-]?\d/.test(suffix));
}

function numberText(value: number): string {
  return String(value).replace('e+', 'e');
}

function binaryText(nanos: bigint): string {
  const one = 1_000_000_000n;
  // What is no whole number of bytes, or below 1024, is written in decimals.
  if (nanos % one !== 0n || (nanos < 1024n * one && nanos > -1024n * one)) return decimalText(nanos, false);
  let value = nanos / one;
  let step = 0;
  while (value % 1024n === 0n && step < binarySuffixes.length - 1) {
    value /= 1024n;
    step++;
  }
  return `${value}${binarySuffixes[step]}`;
}

function decimalText(nanos: bigint, isExponent: boolean): string {
  let value = nanos;
  let step = 0;
  while (value % 1000n === 0n && (isExponent || step < decimalSuffixes.length - 1)) {
    value /= 1000n;
    step++;
  }
  if (!isExponent) return `${value}${decimalSuffixes[step]}`;
  const exponent = step * 3 - 9;
  return exponent === 0 ? `${value}` : `${value}e${exponent}`;
}
