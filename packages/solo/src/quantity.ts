// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

const pattern = /^([+-]?)(\d+\.?\d*|\.\d+)(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|[eE][+-]?\d+)?$/;
const decimal: Record<string, number> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binary: Record<string, bigint> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };
const nano = 9;

/** A quantity in billionths, the finest that Kubernetes knows, exactly; undefined when it is none. @upstream resource.Quantity: finer ones are rounded up */
export function quantityNanos(text: string): bigint | undefined {
  const [, sign, digits = '', suffix = ''] = pattern.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const [whole = '', fraction = ''] = digits.split('.');
  const shift = binary[suffix];
  const exponent = decimal[suffix] ?? (shift === undefined && suffix ? Number(suffix.slice(1)) : 0);
  const mantissa = BigInt(`0${whole}${fraction}`) << (shift ?? 0n);
  const places = exponent - fraction.length + nano;
  const magnitude = places >= 0 ? mantissa * 10n ** BigInt(places) : dividedUp(mantissa, 10n ** BigInt(-places));
  return sign === '-' ? -magnitude : magnitude;
}

/** A quantity in whole units, rounded up; 0 for what is none. `1500m` is 2, `1Ki` is 1024. */
export function quantityValue(text: string | undefined): number {
  return Number(dividedUp(quantityNanos(text ?? '0') ?? 0n, 1_000_000_000n));
}

/** A quantity in thousandths, rounded up; 0 for what is none. `0.5` is 500. */
export function quantityMillis(text: string | undefined): number {
  return Number(dividedUp(quantityNanos(text ?? '0') ?? 0n, 1_000_000n));
}

function dividedUp(value: bigint, by: bigint): bigint {
  return value > 0n ? (value + by - 1n) / by : value / by;
}
