// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { CPU, DomainSpec, VirtualMachineInstanceSpec } from '@kubevirt-ts/api';
import type { ClusterConfig } from '../config/index.ts';
import { formatQuantity, quantityValue } from '../quantity/index.ts';
import { memoryHotplugObstacle } from './memory-hotplug.ts';

/** Upper bound of processors that a guest is prepared for. */
const maxVcpus = 512;

const maxSocketsOf = (cpu: CPU, { maxCpuSockets, maxHotplugRatio }: ClusterConfig['liveUpdate']): number => {
  const sockets = cpu.sockets || 1;
  if (cpu.maxSockets) return cpu.maxSockets;
  if (maxCpuSockets) return Math.max(maxCpuSockets, sockets);
  const perSocket = (cpu.cores || 1) * (cpu.threads || 1);
  const wanted = sockets * maxHotplugRatio;
  return wanted * perSocket > maxVcpus ? Math.max(Math.floor(maxVcpus / perSocket), sockets) : wanted;
};

const maxGuestOf = (
  spec: VirtualMachineInstanceSpec,
  { maxGuest, maxHotplugRatio }: ClusterConfig['liveUpdate'],
): string | undefined => {
  const guestBytes = quantityValue(spec.domain.memory?.guest);
  if (maxGuest !== undefined) return maxGuest;
  return guestBytes === undefined
    ? undefined
    : formatQuantity({ value: guestBytes * maxHotplugRatio, format: 'BinarySI' });
};

/** A spec prepared to grow while it runs, as far as the cluster rolls changes out live and the guest allows it. */
export const withHotplug = (spec: VirtualMachineInstanceSpec, config: ClusterConfig): VirtualMachineInstanceSpec => {
  if (config.vmRolloutStrategy !== 'LiveUpdate' || spec.architecture === 'arm64') return spec;
  const cpu = spec.domain.cpu ?? {};
  const domain: DomainSpec = { ...spec.domain, cpu: { ...cpu, maxSockets: maxSocketsOf(cpu, config.liveUpdate) } };
  const maxGuest = spec.domain.memory?.maxGuest === undefined ? maxGuestOf(spec, config.liveUpdate) : undefined;
  if (maxGuest !== undefined && memoryHotplugObstacle(spec, maxGuest) === undefined)
    domain.memory = { ...spec.domain.memory, maxGuest };
  return { ...spec, domain };
};
