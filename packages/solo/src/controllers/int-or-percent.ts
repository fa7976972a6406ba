// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** A number of things, or a share of them such as `25%`. */
export type IntOrPercent = number | string;

/** The number of `total` things an IntOrPercent stands for; what is neither a number nor a percentage is 0. */
export function scaledValue(value: IntOrPercent | undefined, total: number, rounding: 'up' | 'down'): number {
  if (typeof value === 'number') return value;
  const percent = /^(\d+)%$/.exec(value ?? '')?.[1];
  if (percent === undefined) return 0;
  const share = (Number(percent) * total) / 100;
  return rounding === 'up' ? Math.ceil(share) : Math.floor(share);
}
