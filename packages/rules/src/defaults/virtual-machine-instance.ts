// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type {
  VirtualMachineInstance,
  VirtualMachineInstanceSpec,
  VirtualMachineInstanceStatus,
} from '@kubevirt-ts/api';
import { finalizers } from '@kubevirt-ts/api';
import type { ClusterConfig } from '../config/index.ts';
import { withDomainDefaults, withProbeDefaults } from './domain.ts';
import { withHotplug } from './hotplug.ts';
import { withHypervNeeds } from './hyperv.ts';
import { withPciTopology } from './pci-topology.ts';
import { withSpecDefaults } from './vmi-spec.ts';

/** What the defaults of a new VMI are made from besides the VMI. */
export interface VmiDefaultsInput {
  config: ClusterConfig;
  /** A random UUID, used when the firmware has none. */
  uuid: string;
  now: Date;
  /** Whether KubeVirt itself creates it; only then what is in the status already stays. */
  isOurs?: boolean;
}

const completeSpec = (given: VirtualMachineInstanceSpec, config: ClusterConfig, uuid: string) => {
  const spec = withSpecDefaults(given, config);
  const firmware = spec.domain.firmware?.uuid ? spec.domain.firmware : { ...spec.domain.firmware, uuid };
  const domain = withHypervNeeds(withDomainDefaults({ ...spec.domain, firmware }));
  const model = domain.cpu?.model || config.cpuModel || 'host-model';
  return withHotplug(
    {
      ...spec,
      domain: { ...domain, cpu: { ...domain.cpu, model } },
      ...(spec.readinessProbe && { readinessProbe: withProbeDefaults(spec.readinessProbe) }),
      ...(spec.livenessProbe && { livenessProbe: withProbeDefaults(spec.livenessProbe) }),
    },
    config,
  );
};

const firstStatus = (
  spec: VirtualMachineInstanceSpec,
  { config, now }: VmiDefaultsInput,
): VirtualMachineInstanceStatus => {
  const { cpu, memory } = spec.domain;
  const guest = memory?.guest;
  return {
    phase: 'Pending',
    phaseTransitionTimestamps: [{ phase: 'Pending', phaseTransitionTimestamp: `${now.toISOString().slice(0, 19)}Z` }],
    currentCPUTopology: { sockets: cpu?.sockets, cores: cpu?.cores, threads: cpu?.threads },
    ...(guest !== undefined && { memory: { guestAtBoot: guest, guestCurrent: guest, guestRequested: guest } }),
    ...(!config.isEnabled('Root') && { runtimeUser: 107 }),
  };
};

/**
 * A new VMI with every default, its finalizer and its first status; what a user wrote into the status is dropped.
 * Applied to its own result, with presets already in, it changes nothing.
 */
export const withVmiDefaults = (vmi: VirtualMachineInstance, input: VmiDefaultsInput): VirtualMachineInstance => {
  const spec = completeSpec(vmi.spec, input.config, input.uuid);
  const status = { ...(input.isOurs ? vmi.status : undefined), ...firstStatus(spec, input) };
  const metadata = withPciTopology(vmi.metadata, spec);
  const given = metadata?.finalizers ?? [];
  const own = given.includes(finalizers.vmi) ? given : [...given, finalizers.vmi];
  return { ...vmi, metadata: { ...metadata, finalizers: own }, spec, status };
};
