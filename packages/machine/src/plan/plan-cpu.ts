// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { DomainSpec, FeatureHyperv } from '@kubevirt-ts/api';
import { cpuTopology } from '../vcpus.ts';
import type { PlannedCpu } from './machine-plan.ts';

const policies: Record<string, string> = { force: 'on', require: 'on', optional: 'on', disable: 'off', forbid: 'off' };

/** Whether a feature is asked for: naming it is enough unless it is switched off. */
export function isOn(feature: { enabled?: boolean } | undefined): boolean {
  return feature !== undefined && feature.enabled !== false;
}

const property = (name: string, value = 'on'): { name: string; value: string } => ({ name, value });

function hypervProperties(hyperv: FeatureHyperv): { name: string; value: string }[] {
  const named = {
    'hv-relaxed': hyperv.relaxed,
    'hv-vapic': hyperv.vapic,
    'hv-vpindex': hyperv.vpindex,
    'hv-runtime': hyperv.runtime,
    'hv-synic': hyperv.synic,
    'hv-stimer': hyperv.synictimer,
    'hv-stimer-direct': isOn(hyperv.synictimer) ? hyperv.synictimer?.direct : undefined,
    'hv-reset': hyperv.reset,
    'hv-frequencies': hyperv.frequencies,
    'hv-reenlightenment': hyperv.reenlightenment,
    'hv-tlbflush': hyperv.tlbflush,
    'hv-tlbflush-direct': isOn(hyperv.tlbflush) ? hyperv.tlbflush?.direct : undefined,
    'hv-tlbflush-ext': isOn(hyperv.tlbflush) ? hyperv.tlbflush?.extended : undefined,
    'hv-ipi': hyperv.ipi,
    'hv-evmcs': hyperv.evmcs,
  };
  const properties = Object.entries(named).flatMap(([name, state]) => (isOn(state) ? [property(name)] : []));
  if (isOn(hyperv.spinlocks)) properties.push(property('hv-spinlocks', String(hyperv.spinlocks?.spinlocks ?? 4096)));
  if (isOn(hyperv.vendorid)) properties.push(property('hv-vendor-id', hyperv.vendorid?.vendorid ?? 'KVM Hv'));
  return properties;
}

function kvmProperties({ features, clock, devices }: DomainSpec): { name: string; value: string }[] {
  const properties = [];
  if (features?.hypervPassthrough?.enabled === true) properties.push(property('hv-passthrough'));
  else if (features?.hyperv !== undefined) properties.push(...hypervProperties(features.hyperv));
  if ((devices.panicDevices ?? []).some((p) => p.model === 'hyperv')) properties.push(property('hv-crash'));
  if (features?.kvm?.hidden === true) properties.push(property('kvm', 'off'));
  if (features?.pvspinlock !== undefined) {
    properties.push(property('kvm-pv-unhalt', features.pvspinlock.enabled === false ? 'off' : 'on'));
  }
  if (features?.apic?.endOfInterrupt !== undefined) {
    properties.push(property('kvm-pv-eoi', features.apic.endOfInterrupt ? 'on' : 'off'));
  }
  if (clock?.timer?.kvm?.present === false) properties.push(property('kvmclock', 'off'));
  const reference = clock?.timer?.hyperv;
  if (reference !== undefined && reference.present !== false) properties.push(property('hv-time'));
  return properties;
}

/**
 * The CPUs of a guest.
 * @upstream `host-model` is the default
 * @differs `host-model` is QEMU's `host` (under emulation `max`): there is no libvirt to compute a model of its own
 */
export function planCpu(domain: DomainSpec, accelerator: 'kvm' | 'tcg'): PlannedCpu {
  const { model, features } = domain.cpu ?? {};
  const hosts = model === undefined || model === '' || model === 'host-model' || model === 'host-passthrough';
  const own = accelerator === 'kvm' ? 'host' : 'max';
  return {
    model: hosts ? own : model,
    properties: [
      ...(features ?? []).map(({ name, policy }) => property(name, policies[policy || 'require'] ?? 'on')),
      ...(isOn(domain.features?.apic) || domain.features?.apic === undefined ? [] : [property('apic', 'off')]),
      ...(accelerator === 'kvm' ? kvmProperties(domain) : []),
    ],
    topology: cpuTopology(domain),
  };
}
