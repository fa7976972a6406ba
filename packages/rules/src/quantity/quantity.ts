// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** How a quantity was written, which is how a result derived from it is written too. */
export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/** A Kubernetes quantity in base units (bytes, cores), with the notation it came in. */
export interface Quantity {
  value: number;
  format: QuantityFormat;
}

const binary: Record<string, number> = { Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 };
const decimal: Record<string, number> = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 };
const fraction: Record<string, number> = { n: 1e9, u: 1e6, m: 1e3 };
const shape = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([A-Za-z]*))$/;

/** A quantity as Kubernetes reads it, or nothing when it is none. */
export const parseQuantity = (text: string | number | undefined): Quantity | undefined => {
  if (text === undefined || text === null) return undefined;
  const match = shape.exec(String(text).trim());
  if (!match) return undefined;
  const digits = match[1] ?? '';
  if (match[2]) return { value: Number(digits + match[2]), format: 'DecimalExponent' };
  const suffix = match[3] ?? '';
  const number = Number(digits);
  if (suffix in binary) return { value: number * binary[suffix]!, format: 'BinarySI' };
  if (suffix in decimal) return { value: number * decimal[suffix]!, format: 'DecimalSI' };
  if (suffix in fraction) return { value: number / fraction[suffix]!, format: 'DecimalSI' };
  return undefined;
};

/** The value of a quantity in base units, or nothing when there is none or it is malformed. */
export const quantityValue = (text: string | number | undefined): number | undefined => parseQuantity(text)?.value;

const withSuffix = (value: number, units: Record<string, number>): string => {
  const whole = Object.entries(units).reverse();
  const [suffix, unit] = whole.find(([, size]) => value % size === 0 && Math.abs(value) >= size) ?? ['', 1];
  return `${value / unit}${suffix}`;
};

const formatFraction = (value: number): string => {
  const [suffix, unit] =
    Object.entries(fraction)
      .reverse()
      .find(([, size]) => Number.isInteger(Math.round(value * size * 1e3) / 1e3)) ?? (['n', 1e9] as const);
  return `${Math.ceil(Math.round(value * unit * 1e3) / 1e3)}${suffix}`;
};

/** A quantity in Kubernetes' canonical form: the largest suffix that leaves a whole number. */
export const formatQuantity = ({ value, format }: Quantity): string => {
  if (value === 0) return '0';
  if (!Number.isInteger(value)) return formatFraction(value);
  if (format === 'BinarySI') return Math.abs(value) < 1024 ? String(value) : withSuffix(value, binary);
  if (format === 'DecimalSI') return withSuffix(value, decimal);
  const exponent = [18, 15, 12, 9, 6, 3].find((power) => value % 10 ** power === 0);
  return exponent ? `${value / 10 ** exponent}e${exponent}` : String(value);
};

/** A quantity rewritten in canonical form; text that is no quantity comes back as it was. */
export const canonicalQuantity = (text: string | number): string => {
  const quantity = parseQuantity(text);
  return quantity ? formatQuantity(quantity) : String(text);
};
