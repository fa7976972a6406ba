// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Which way a rollout goes: nothing there yet, to a newer version, or to the same or an older one. */
export type Direction = 'install' | 'update' | 'back';

interface Version {
  numbers: readonly [number, number, number];
  /** Dot-separated identifiers after the first `-`; none is newer than any. */
  prerelease: readonly string[];
}

const shape = /^v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

const parse = (text: string): Version | undefined => {
  const match = shape.exec(text);
  if (!match) return undefined;
  return {
    numbers: [Number(match[1]), Number(match[2]), Number(match[3])],
    prerelease: match[4]?.split('.') ?? [],
  };
};

const compareIdentifiers = (a: string, b: string): number => {
  const numeric = /^\d+$/;
  if (numeric.test(a) && numeric.test(b)) return Number(a) - Number(b);
  if (numeric.test(a)) return -1;
  if (numeric.test(b)) return 1;
  return a < b ? -1 : Number(a > b);
};

const comparePrereleases = (a: readonly string[], b: readonly string[]): number => {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const left = a[index];
    const right = b[index];
    if (left === undefined) return -1;
    if (right === undefined) return 1;
    const order = compareIdentifiers(left, right);
    if (order !== 0) return order;
  }
  return 0;
};

/** Orders two semantic versions (a leading `v` is ignored): below 0 when `a` is older; nothing when either is not one. */
export const compareVersions = (a: string, b: string): number | undefined => {
  const left = parse(a);
  const right = parse(b);
  if (!left || !right) return undefined;
  for (const index of [0, 1, 2] as const) {
    const difference = left.numbers[index] - right.numbers[index];
    if (difference !== 0) return difference;
  }
  return comparePrereleases(left.prerelease, right.prerelease);
};

/**
 * The way from the version that runs everywhere to the wanted one.
 * @upstream a version that is not semantic (a branch name, `latest`) counts as newer
 */
export const direction = (observed: string | undefined, target: string): Direction => {
  if (!observed) return 'install';
  const order = compareVersions(target, observed);
  return order === undefined || order > 0 ? 'update' : 'back';
};
