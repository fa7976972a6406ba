// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Environment } from '@marcbachmann/cel-js';

/** A semantic version. */
class Semver {
  readonly numbers: readonly bigint[];
  readonly pre: readonly string[];
  constructor(numbers: readonly bigint[], pre: readonly string[]) {
    this.numbers = numbers;
    this.pre = pre;
  }
}

const form =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$/;

/** Kubernetes' functions over semantic versions. */
export function registerSemver(env: Environment): void {
  const type = 'kubernetes.Semver';
  const read = (text: string, isLoose = false) => {
    const version = parse(isLoose ? normalized(text) : text);
    if (!version) throw new Error(`invalid semantic version ${JSON.stringify(text)}`);
    return version;
  };
  const part = (at: number) => (version: Semver) => version.numbers[at] ?? 0n;
  env
    .registerType(type, Semver)
    .registerFunction(`semver(string): ${type}`, (text: string) => read(text))
    .registerFunction(`semver(string, bool): ${type}`, read)
    .registerFunction('isSemver(string): bool', (text: string) => parse(text) !== undefined)
    .registerFunction(
      'isSemver(string, bool): bool',
      (text: string, isLoose: boolean) => parse(isLoose ? normalized(text) : text) !== undefined,
    )
    .registerFunction(`${type}.major(): int`, part(0))
    .registerFunction(`${type}.minor(): int`, part(1))
    .registerFunction(`${type}.patch(): int`, part(2))
    .registerFunction(`${type}.isLessThan(${type}): bool`, (a: Semver, b: Semver) => compare(a, b) < 0)
    .registerFunction(`${type}.isGreaterThan(${type}): bool`, (a: Semver, b: Semver) => compare(a, b) > 0)
    .registerFunction(`${type}.compareTo(${type}): int`, (a: Semver, b: Semver) => BigInt(compare(a, b)))
    .registerOperator(`${type} == ${type}`, (a: Semver, b: Semver) => compare(a, b) === 0);
}

function parse(text: string): Semver | undefined {
  const parts = form.exec(text);
  return parts ? new Semver(parts.slice(1, 4).map(BigInt), parts[4]?.split('.') ?? []) : undefined;
}

function normalized(text: string): string {
  const [, numbers = '', rest = ''] = /^v?([\d.]*)(.*)$/s.exec(text) ?? [];
  const parts = numbers.split('.').map((each) => each.replace(/^0+(?=\d)/, ''));
  while (parts.length < 3) parts.push('0');
  return parts.join('.') + rest;
}

function compare(a: Semver, b: Semver): number {
  for (const [at, number] of a.numbers.entries()) {
    const other = b.numbers[at] ?? 0n;
    if (number !== other) return number < other ? -1 : 1;
  }
  if (!a.pre.length || !b.pre.length) return Math.sign(b.pre.length - a.pre.length);
  for (const [at, left] of a.pre.entries()) {
    const right = b.pre[at];
    if (right === undefined) return 1;
    if (left === right) continue;
    const [isLeftNumber, isRightNumber] = [/^\d+$/.test(left), /^\d+$/.test(right)];
    if (isLeftNumber && isRightNumber) return BigInt(left) < BigInt(right) ? -1 : 1;
    if (isLeftNumber !== isRightNumber) return isLeftNumber ? -1 : 1;
    return left < right ? -1 : 1;
  }
  return a.pre.length < b.pre.length ? -1 : 0;
}
