// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** A place where Kubernetes 1.20 and 1.3x are meant to differ, so that it is not compared. */
interface Difference {
  readonly name: string;
  readonly reason: string;
  /** Matches the path of a field that only one of the two has. */
  readonly field?: RegExp;
  /** Narrows it to such values. */
  readonly value?: RegExp;
  /** Matches a whole line of a comparison: `case › step: path: one ≠ other`. */
  readonly line?: RegExp;
}

/** Every difference that is allowed, one by one. */
export const allowed: readonly Difference[] = [
  {
    name: 'managed-fields-subresource',
    reason: 'managedFields name the subresource since 1.22',
    field: /managedFields\[\d+\]\.subresource$/,
  },
  {
    name: 'namespace-name-label',
    reason: 'namespaces carry kubernetes.io/metadata.name since 1.21',
    field: /labels\.kubernetes\.io\/metadata\.name$/,
  },
  {
    name: 'service-ip-families',
    reason: 'dual-stack fields of services are always set since 1.23',
    field: /spec\.(clusterIPs|ipFamilies|ipFamilyPolicy|internalTrafficPolicy)$/,
  },
  {
    name: 'metadata-namespace-managed',
    reason: 'as namespace-name-label, in managedFields',
    field: /f:kubernetes\.io\/metadata\.name$/,
  },
];

const used = new Set<string>();

/** Whether a field is one that only one version has. */
export function dropped(path: string, value: unknown, _parent: object): boolean {
  const found = allowed.find(
    (each) => each.field?.test(path) && (each.value === undefined || each.value.test(JSON.stringify(value))),
  );
  if (found !== undefined) used.add(found.name);
  return found !== undefined;
}

/** Whether a difference is allowed as a whole line. */
export function excused(line: string): boolean {
  const found = allowed.find((each) => each.line?.test(line));
  if (found !== undefined) used.add(found.name);
  return found !== undefined;
}

/** Names of differences that nothing needed: they are to be taken out. */
export function unused(): string[] {
  return allowed.map(({ name }) => name).filter((name) => !used.has(name));
}
