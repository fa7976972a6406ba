// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

const binary: Record<string, number> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 };
const decimal: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
};
const shape = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d+)|([A-Za-z]*))$/;

/** A quantity in base units (cores, bytes); what is none counts as 0. */
export function quantityValue(text: string | number | undefined): number {
  const [, digits = '', exponent, suffix = ''] = shape.exec(String(text ?? '').trim()) ?? [];
  const number = Number(digits);
  if (exponent !== undefined) return Number(`${digits}e${exponent}`);
  const unit = binary[suffix] ?? decimal[suffix] ?? 0;
  // Divided, not multiplied, below one: 100m must be exactly a tenth of 1.
  return unit < 1 && unit > 0 ? number / Math.round(1 / unit) : number * unit;
}

/** An amount of a resource as a whole number: thousandths of CPUs, else base units, rounded up. */
export function amountOf(resource: string, text: string | number | undefined): number {
  const value = quantityValue(text);
  return Math.ceil(Number((resource === 'cpu' ? value * 1000 : value).toPrecision(15)));
}
