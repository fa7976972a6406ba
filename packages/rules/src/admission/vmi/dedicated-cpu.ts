// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { CPU } from '@kubevirt-ts/api';
import { quantityValue } from '../../quantity/index.ts';
import { faults, invalid } from '../cause.ts';
import type { SpecCheck } from '../spec-view.ts';

/** The processors a topology makes, 0 when none is given. */
const vcpusOf = (cpu: CPU): number =>
  cpu.sockets || cpu.cores || cpu.threads ? (cpu.sockets || 1) * (cpu.cores || 1) * (cpu.threads || 1) : 0;

const notWhole = (value: number): boolean => value > 0 && !Number.isInteger(value);

/** What is wrong with a VMI that asks for processors of its own. */
export const dedicatedCpuFaults: SpecCheck = ({ path, spec: { domain, architecture }, config }) => {
  const cpu = domain.cpu;
  if (!cpu?.dedicatedCpuPlacement) return [];
  const { requests = {}, limits = {} } = domain.resources ?? {};
  const requested = { cpu: quantityValue(requests.cpu) ?? 0, memory: quantityValue(requests.memory) ?? 0 };
  const limited = { cpu: quantityValue(limits.cpu) ?? 0, memory: quantityValue(limits.memory) ?? 0 };
  const vcpus = vcpusOf(cpu);
  const whole = { requested: Math.ceil(requested.cpu), limited: Math.ceil(limited.cpu) };
  const base = `${path}.domain`;
  const field = {
    request: `${base}.resources.requests.cpu`,
    limit: `${base}.resources.limits.cpu`,
    cores: `${base}.cpu.cores`,
    placement: `${base}.cpu.dedicatedCpuPlacement`,
    requestedMemory: `${base}.resources.requests.memory`,
    limitedMemory: `${base}.resources.limits.memory`,
  };
  const memoryGiven =
    limited.memory || requested.memory || domain.memory?.hugepages || quantityValue(domain.memory?.guest);
  return faults(
    !memoryGiven &&
      invalid(
        field.limitedMemory,
        `${field.requestedMemory}, ${field.limitedMemory}, ${base}.memory.hugepages or ${base}.memory.guest should be provided`,
      ),
    notWhole(requested.cpu) && invalid(field.request, 'provided resources CPU requests must be an interger'),
    notWhole(limited.cpu) && invalid(field.limit, 'provided resources CPU limits must be an interger'),
    requested.memory > 0 &&
      limited.memory > 0 &&
      requested.memory !== limited.memory &&
      invalid(field.requestedMemory, `${field.requestedMemory} must be equal to ${field.limitedMemory}`),
    whole.requested === 0 &&
      whole.limited === 0 &&
      vcpus === 0 &&
      invalid(
        field.placement,
        `either ${field.request} or ${field.limit} or ${field.cores} must be provided when DedicatedCPUPlacement is true `,
      ),
    whole.requested > 0 &&
      whole.limited > 0 &&
      whole.requested !== whole.limited &&
      invalid(field.placement, `${field.request} or ${field.limit} must be equal when DedicatedCPUPlacement is true `),
    (whole.requested > 0 || whole.limited > 0) &&
      vcpus > 0 &&
      whole.requested !== vcpus &&
      whole.limited !== vcpus &&
      invalid(
        field.placement,
        `${field.request} or ${field.limit} must not be provided at the same time with ${field.cores} when DedicatedCPUPlacement is true `,
      ),
    (architecture || config.defaultArchitecture) === 'arm64' &&
      (cpu.threads ?? 0) > 1 &&
      invalid(
        `${path}.architecture`,
        `threads must not be greater than 1 at ${base}.cpu.threads (got ${cpu.threads}) when ${path}.architecture is arm64`,
      ),
    (cpu.threads ?? 0) > 2 &&
      invalid(
        field.placement,
        `Not more than two threads must be provided at ${base}.cpu.threads (got ${cpu.threads}) when DedicatedCPUPlacement is true`,
      ),
  );
};
