// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { quantityNanos } from '../../../quantity.ts';
import type { Cause } from '../../kind.ts';
import {
  duplicate,
  forbiddenField,
  invalidEach,
  invalidValue,
  negativeMessage,
  notFoundValue,
  required,
} from '../validation/causes.ts';
import { isQualifiedName } from '../validation/names.ts';
import type { ResourceRequirements } from '../wire.ts';

const forContainers: ReadonlySet<string> = new Set(['cpu', 'memory', 'ephemeral-storage']);
const standard: ReadonlySet<string> = new Set([
  ...forContainers,
  ...['cpu', 'memory', 'ephemeral-storage'].flatMap((name) => [`requests.${name}`, `limits.${name}`]),
  ...[
    'pods',
    'resourcequotas',
    'services',
    'replicationcontrollers',
    'secrets',
    'configmaps',
    'persistentvolumeclaims',
  ],
  ...['storage', 'requests.storage', 'services.nodeports', 'services.loadbalancers'],
]);

function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-');
}

function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

/** Whether a resource is a device or the like, of which there are only whole ones. @upstream helper.IsExtendedResourceName */
function isExtendedResource(name: string): boolean {
  return !isNative(name) && !name.startsWith('requests.') && isQualifiedName(`requests.${name}`).length === 0;
}

function resourceNameCauses(field: string, name: string): Cause[] {
  const unqualified = isQualifiedName(name);
  const isPlain = !name.includes('/');
  const complaints = [...unqualified];
  if (isPlain && !unqualified.length && !standard.has(name) && !isHugePages(name)) {
    complaints.push('must be a standard resource type or fully qualified');
  }
  if (isPlain && !forContainers.has(name) && !isHugePages(name)) {
    complaints.push('must be a standard resource for containers');
  }
  if (!isPlain && !isNative(name) && !isExtendedResource(name)) {
    complaints.push("doesn't follow extended resource name standard");
  }
  return invalidEach(field, name, complaints);
}

/** What is wrong with an amount of a resource. */
export function resourceAmountCauses(field: string, name: string, amount: string): Cause[] {
  const nanos = quantityNanos(amount) ?? 0n;
  const causes = nanos < 0n ? [invalidValue(field, amount, negativeMessage)] : [];
  const isWhole = nanos % 1_000_000_000n === 0n;
  if (!isWhole && (isExtendedResource(name) || name === 'pods' || name === 'persistentvolumeclaims')) {
    causes.push(invalidValue(field, amount, 'must be an integer'));
  }
  return causes;
}

/** What is wrong with what a container asks for. @upstream ValidateContainerResourceRequirements */
export function resourceCauses(
  field: string,
  resources: ResourceRequirements | undefined,
  claimNames: ReadonlySet<string>,
): Cause[] {
  const { limits = {}, requests = {} } = resources ?? {};
  const causes: Cause[] = [];
  for (const [name, amount] of Object.entries(limits)) {
    const at = `${field}.limits[${name}]`;
    causes.push(...resourceNameCauses(at, name), ...resourceAmountCauses(at, name, amount));
    causes.push(...hugePagesCauses(at, name, amount));
  }
  for (const [name, amount] of Object.entries(requests)) {
    const at = `${field}.requests[${name}]`;
    causes.push(...resourceNameCauses(at, name), ...resourceAmountCauses(at, name, amount));
    causes.push(...overLimitCauses(`${field}.requests`, name, { amount, limit: limits[name] }));
  }
  causes.push(...hugePagesAloneCauses(field, { ...limits, ...requests }));
  return [...causes, ...claimCauses(`${field}.claims`, resources?.claims ?? [], claimNames)];
}

function overLimitCauses(field: string, name: string, { amount, limit }: { amount: string; limit?: string }): Cause[] {
  const isOvercommittable = isNative(name) && !isHugePages(name);
  if (limit === undefined) {
    return isOvercommittable
      ? []
      : [required(field.replace(/requests$/, 'limits'), 'Limit must be set for non overcommitable resources')];
  }
  const [requested, limited] = [quantityNanos(amount) ?? 0n, quantityNanos(limit) ?? 0n];
  if (requested !== limited && !isOvercommittable) {
    return [invalidValue(field, amount, `must be equal to ${name} limit of ${limit}`)];
  }
  return requested > limited
    ? [invalidValue(field, amount, `must be less than or equal to ${name} limit of ${limit}`)]
    : [];
}

function hugePagesCauses(field: string, name: string, amount: string): Cause[] {
  const page = isHugePages(name) ? quantityNanos(name.slice('hugepages-'.length)) : undefined;
  if (!page) return [];
  return (quantityNanos(amount) ?? 0n) % page === 0n
    ? []
    : [invalidValue(field, amount, 'must be a positive integer multiple of page size')];
}

function hugePagesAloneCauses(field: string, all: Readonly<Record<string, string>>): Cause[] {
  const names = Object.keys(all);
  if (!names.some(isHugePages) || names.includes('cpu') || names.includes('memory')) return [];
  return [forbiddenField(field, 'HugePages require cpu or memory')];
}

function claimCauses(
  field: string,
  claims: NonNullable<ResourceRequirements['claims']>,
  known: ReadonlySet<string>,
): Cause[] {
  const seen = new Set<string>();
  return claims.flatMap(({ name }, i) => {
    const at = `${field}[${i}]`;
    if (!name) return [required(`${at}.name`)];
    if (seen.has(name)) return [duplicate(at, name)];
    seen.add(name);
    return known.has(name) ? [] : [notFoundValue(at, name)];
  });
}
