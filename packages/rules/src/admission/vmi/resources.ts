// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import { canonicalQuantity, quantityValue } from '../../quantity/index.ts';
import { type Cause, type Finding, faults, invalid, missing } from '../cause.ts';
import type { SpecCheck, SpecView } from '../spec-view.ts';

/** A quantity of the spec with its path. */
interface Amount {
  field: string;
  /** In canonical form, as messages print it. */
  text: string;
  value: number;
}

const minMemoryBytes = 1e6;

const amount = (field: string, text: string | number | undefined): Amount => ({
  field,
  text: canonicalQuantity(text ?? '0'),
  value: quantityValue(text) ?? 0,
});

const amountsOf = ({ path, spec: { domain } }: SpecView, resource: 'cpu' | 'memory') => ({
  request: amount(`${path}.domain.resources.requests.${resource}`, domain.resources?.requests?.[resource]),
  limit: amount(`${path}.domain.resources.limits.${resource}`, domain.resources?.limits?.[resource]),
});

const negative = ({ field, text, value }: Amount): Finding =>
  value < 0 && invalid(field, `${field} '${text}': must be greater than or equal to 0.`);

const aboveLimit = (request: Amount, limit: Amount): Finding =>
  limit.value > 0 &&
  request.value > limit.value &&
  invalid(request.field, `${request.field} '${request.text}' is greater than ${limit.field} '${limit.text}'`);

const belowMinimum = ({ field, text, value }: Amount): Finding =>
  value > 0 && value < minMemoryBytes && invalid(field, `${field} '${text}': must be greater than or equal to 1M.`);

const unfitHugepages = ({ path, spec: { domain } }: SpecView, request: Amount, limit: Amount): Finding => {
  const hugepages = domain.memory?.hugepages;
  if (!hugepages) return;
  const field = `${path}.domain.memory.hugepages.pageSize`;
  const pageSize = hugepages.pageSize ?? '';
  const pageBytes = quantityValue(pageSize);
  if (!pageBytes)
    return invalid(
      field,
      `${field} '${pageSize}': quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'`,
    );
  const memoryBytes = request.value || (quantityValue(domain.memory?.guest) ?? 0) || limit.value;
  if (memoryBytes !== 0 && memoryBytes < pageBytes)
    return invalid(
      request.field,
      `${request.field} '${request.text}' must be equal to or larger than page size ${field} '${pageSize}'`,
    );
  return (
    memoryBytes % pageBytes !== 0 &&
    invalid(
      request.field,
      `${request.field} '${request.text}' is not a multiple of the page size ${field} '${pageSize}'`,
    )
  );
};

const guestAboveLimit = ({ path, spec: { domain }, config }: SpecView, limit: Amount): Finding => {
  if (config.vmRolloutStrategy === 'LiveUpdate' || domain.memory?.guest === undefined) return;
  const guest = amount(`${path}.domain.memory.guest`, domain.memory.guest);
  return (
    limit.value !== 0 &&
    limit.value < guest.value &&
    invalid(
      guest.field,
      `${guest.field} '${guest.text}' must be equal to or less than the memory limit ${limit.field} '${limit.text}'`,
    )
  );
};

const unfitGuestMemory = ({ path, spec: { domain } }: SpecView): Finding => {
  const derived = domain.resources?.requests?.memory ?? domain.resources?.limits?.memory;
  if (domain.memory?.guest === undefined || domain.memory.guest === derived) return;
  const guest = amount(`${path}.domain.memory.guest`, domain.memory.guest);
  return negative(guest) || belowMinimum(guest);
};

/**
 * Everything about requests, limits and the guest's memory.
 * @differs guest memory below 1M is refused too; KubeVirt checks only the request and fails later
 */
export const resourceFaults: SpecCheck = (view) => {
  const memory = amountsOf(view, 'memory');
  const cpu = amountsOf(view, 'cpu');
  return faults(
    negative(memory.request),
    belowMinimum(memory.request),
    negative(memory.limit),
    aboveLimit(memory.request, memory.limit),
    unfitGuestMemory(view),
    unfitHugepages(view, memory.request, memory.limit),
    guestAboveLimit(view, memory.limit),
    negative(cpu.request),
    negative(cpu.limit),
    aboveLimit(cpu.request, cpu.limit),
  );
};

/** A VMI without any memory, once defaults and presets have been applied; templates may still get theirs. */
export const missingMemoryFaults: (view: SpecView) => Cause[] = ({ path, spec: { domain } }) => {
  if (quantityValue(domain.resources?.requests?.memory)) return [];
  if (domain.memory?.guest !== undefined || domain.memory?.hugepages) return [];
  return [
    missing(
      `${path}.domain.memory.guest`,
      `no memory requested, at least one of '${path}.domain.memory.guest', '${path}.domain.memory.hugepages.pageSize' or '${path}.domain.resources.requests.memory' must be set`,
    ),
  ];
};
