// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { DomainSpec, VirtualMachineInstance } from '@kubevirt-ts/api';
import { firmwareUuid } from '../firmware-uuid.ts';
import { guestMemoryBytes } from '../guest-memory.ts';
import { ovmf, paths } from '../paths.ts';
import type { Refusal } from '../refusal.ts';
import type { HostFacts } from './host-facts.ts';
import type { MachinePlan, PlannedFirmware } from './machine-plan.ts';
import { planClock } from './plan-clock.ts';
import { isOn, planCpu } from './plan-cpu.ts';
import { planDevices } from './plan-devices.ts';
import { planDisks } from './plan-disks.ts';
import { planInterfaces } from './plan-interfaces.ts';
import { planIoThreads } from './plan-io-threads.ts';
import { planSmbios } from './plan-smbios.ts';
import { unsupported } from './unsupported.ts';

/** The UEFI firmware of a domain as files of the image, or BIOS. Secure boot unless switched off. */
function planFirmware({ firmware }: DomainSpec): PlannedFirmware {
  const efi = firmware?.bootloader?.efi;
  if (efi === undefined) return { kind: 'bios', serial: firmware?.bootloader?.bios?.useSerial === true };
  const secureBoot = efi.secureBoot !== false;
  return {
    kind: 'efi',
    code: secureBoot ? ovmf.secureCode : ovmf.code,
    variables: paths.firmwareVariables,
    secureBoot,
  };
}

function machineOptions({ features, clock, firmware }: DomainSpec, planned: PlannedFirmware): Record<string, string> {
  const smm = isOn(features?.smm) || (planned.kind === 'efi' && planned.secureBoot);
  return {
    vmport: 'off',
    smm: smm ? 'on' : 'off',
    'dump-guest-core': 'off',
    ...(features?.acpi?.enabled === false ? { acpi: 'off' } : {}),
    ...(clock?.timer?.hpet?.present === false ? { hpet: 'off' } : {}),
    ...(clock?.timer?.pit?.present === false ? { pit: 'off' } : {}),
    ...(firmware?.bootloader?.bios?.useSerial === true ? { graphics: 'off' } : {}),
  };
}

function globals({ clock }: DomainSpec, firmware: PlannedFirmware, accelerator: 'kvm' | 'tcg'): MachinePlan['globals'] {
  const pit = clock?.timer?.pit?.tickPolicy;
  return [
    ...(accelerator === 'kvm' && (pit === 'delay' || pit === 'discard')
      ? [{ driver: 'kvm-pit', property: 'lost_tick_policy', value: pit }]
      : []),
    ...(firmware.kind === 'efi' && firmware.secureBoot
      ? [
          { driver: 'cfi.pflash01', property: 'secure', value: 'on' },
          { driver: 'ICH9-LPC', property: 'disable_s3', value: '1' },
        ]
      : []),
  ];
}

/** The machine of a VMI, or why it cannot be built. Pure: the same VMI and facts give the same machine. */
export function planMachine(
  vmi: VirtualMachineInstance,
  facts: HostFacts,
): { plan: MachinePlan } | { refusals: readonly Refusal[] } {
  const refusals = unsupported(vmi);
  if (refusals.length > 0) return { refusals };
  const { domain, startStrategy } = vmi.spec;
  const { accelerator } = facts.config;
  const [major, minor] = facts.qemuVersion;
  const uuid = firmwareUuid(vmi);
  const firmware = planFirmware(domain);
  const threads = planIoThreads(domain);
  const plan: MachinePlan = {
    name: `${vmi.metadata?.namespace}_${vmi.metadata?.name}`,
    uuid,
    machineType: domain.machine?.type || 'q35',
    machineOptions: machineOptions(domain, firmware),
    accelerator,
    reconnectsInMs: major > 9 || (major === 9 && minor >= 2),
    startPaused: startStrategy === 'Paused',
    rebootAction: domain.rebootPolicy === 'Terminate' ? 'shutdown' : 'reset',
    cpu: planCpu(domain, accelerator),
    memory: { bytes: guestMemoryBytes(domain) ?? 0, hugepages: domain.memory?.hugepages?.pageSize !== undefined },
    firmware,
    smbios: planSmbios(domain, facts.config.smbios, uuid),
    clock: planClock(domain, facts.now),
    globals: globals(domain, firmware, accelerator),
    ioThreads: threads.names,
    transitional: domain.devices.useVirtioTransitional === true,
    disks: planDisks(domain, facts, threads),
    interfaces: planInterfaces(vmi),
    devices: planDevices(domain.devices, {
      config: facts.config,
      efi: firmware.kind === 'efi',
      annotations: vmi.metadata?.annotations ?? {},
    }),
  };
  return { plan };
}
