// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import { finalizers, type VirtualMachine } from '@kubevirt-ts/api';
import type { ClusterConfig } from '../config/index.ts';
import { withPciTopology } from './pci-topology.ts';

/** What the defaults of a VM are made from besides the VM. */
export interface VmDefaultsInput {
  config: ClusterConfig;
  operation: 'CREATE' | 'UPDATE';
  /** Two random UUIDs: the guest's, which it keeps through every restart, and its serial number. */
  uuid: string;
  serial: string;
}

const withFinalizer = (given: readonly string[] = []): string[] =>
  given.includes(finalizers.vm) ? [...given] : [...given, finalizers.vm];

/**
 * A VM with what must not change between two starts of it: architecture, machine type, identity, PCI layout.
 * The rest is left to each VMI, so that a later default reaches it at the next start.
 * @upstream identity and PCI layout are given at creation only
 * @differs the finalizer that virt-controller would add is there from the start, which saves a write per VM
 */
export const withVmDefaults = (vm: VirtualMachine, input: VmDefaultsInput): VirtualMachine => {
  const template = vm.spec?.template;
  const given = template?.spec;
  if (!given?.domain) return vm;
  const { config } = input;
  const architecture = given.architecture || config.defaultArchitecture;
  const type = given.domain.machine?.type || (config.architectures[architecture]?.machineType ?? config.machineType);
  const isNew = input.operation === 'CREATE';
  const firmware = isNew
    ? {
        ...given.domain.firmware,
        uuid: given.domain.firmware?.uuid || input.uuid,
        serial: given.domain.firmware?.serial || input.serial,
      }
    : given.domain.firmware;
  const spec = {
    ...given,
    architecture,
    domain: { ...given.domain, machine: { ...given.domain.machine, type }, ...(firmware && { firmware }) },
  };
  const metadata = isNew ? withPciTopology(template?.metadata, spec) : template?.metadata;
  const whole = { ...vm.spec, template: { ...template, ...(metadata && { metadata }), spec } };
  if (!isNew) return { ...vm, spec: whole };
  return { ...vm, metadata: { ...vm.metadata, finalizers: withFinalizer(vm.metadata?.finalizers) }, spec: whole };
};
