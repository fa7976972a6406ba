// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Disk, Interface, VirtualMachineInstance, Volume } from '@kubevirt-ts/api';
import { isDnsLabel } from '../dns-label.ts';
import { guestMemoryBytes } from '../guest-memory.ts';
import { type Refusal, refusal } from '../refusal.ts';
import { interfacesOf } from './plan-interfaces.ts';

const notBuilt = (field: string, what: string): Refusal =>
  refusal('FeatureNotSupported', field, `${what} cannot be given to a guest by this version.`);

const invalid = (field: string, message: string): Refusal => refusal('InvalidDomain', field, message);

function volumeRefusals(volume: Volume, index: number): Refusal[] {
  const field = `spec.volumes[${index}]`;
  const kinds = {
    hostDisk: 'A disk on the host',
    downwardMetrics: 'A downward metrics disk',
    containerPath: 'A path of the container',
    memoryDump: undefined,
  } as const;
  const missing = Object.entries(kinds).flatMap(([kind, what]) =>
    what !== undefined && volume[kind as keyof typeof kinds] !== undefined ? [notBuilt(`${field}.${kind}`, what)] : [],
  );
  if (isDnsLabel(volume.name)) return missing;
  return [...missing, invalid(`${field}.name`, `${JSON.stringify(volume.name)} is not a DNS label.`)];
}

function diskRefusals(disk: Disk, index: number, volumes: ReadonlySet<string>): Refusal[] {
  const field = `spec.domain.devices.disks[${index}]`;
  const refusals = [];
  if (!isDnsLabel(disk.name)) {
    refusals.push(invalid(`${field}.name`, `${JSON.stringify(disk.name)} is not a DNS label.`));
  }
  if (!volumes.has(disk.name) && disk.cdrom === undefined) {
    refusals.push(invalid(`${field}.name`, `There is no volume named ${JSON.stringify(disk.name)}.`));
  }
  if (disk.lun?.reservation === true) {
    refusals.push(notBuilt(`${field}.lun.reservation`, 'A SCSI persistent reservation'));
  }
  return refusals;
}

function interfaceRefusals(each: Interface, index: number): Refusal[] {
  const field = `spec.domain.devices.interfaces[${index}]`;
  const refusals = [];
  if (!/^[A-Za-z0-9][-_A-Za-z0-9]*$/.test(each.name)) {
    refusals.push(invalid(`${field}.name`, `${JSON.stringify(each.name)} is not a name of an interface.`));
  }
  if (each.macAddress && !/^[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}$/.test(each.macAddress)) {
    refusals.push(invalid(`${field}.macAddress`, `${JSON.stringify(each.macAddress)} is not a MAC address.`));
  }
  if (each.masquerade === undefined && each.passtBinding === undefined) {
    refusals.push(notBuilt(field, 'An interface other than masquerade and passt'));
  }
  if (each.dhcpOptions !== undefined) refusals.push(notBuilt(`${field}.dhcpOptions`, 'DHCP options of its own'));
  if (index > 0) refusals.push(notBuilt(field, 'A second interface'));
  return refusals;
}

function deviceRefusals({ spec }: VirtualMachineInstance): Refusal[] {
  const { domain } = spec;
  const { devices } = domain;
  const base = 'spec.domain';
  const asked: [unknown, string, string][] = [
    [devices.gpus?.length, `${base}.devices.gpus`, 'A GPU'],
    [devices.hostDevices?.length, `${base}.devices.hostDevices`, 'A device of the host'],
    [devices.filesystems?.length, `${base}.devices.filesystems`, 'A shared file system'],
    [devices.clientPassthrough, `${base}.devices.clientPassthrough`, 'A USB device of a client'],
    [devices.downwardMetrics, `${base}.devices.downwardMetrics`, 'Downward metrics'],
    [devices.autoattachVSOCK, `${base}.devices.autoattachVSOCK`, 'A VSOCK device'],
    [devices.watchdog?.diag288, `${base}.devices.watchdog.diag288`, 'The watchdog of s390x'],
    [devices.tpm?.persistent, `${base}.devices.tpm.persistent`, 'A persistent TPM'],
    [
      domain.firmware?.bootloader?.efi?.persistent,
      `${base}.firmware.bootloader.efi.persistent`,
      'Persistent UEFI variables',
    ],
    [domain.firmware?.kernelBoot, `${base}.firmware.kernelBoot`, 'A kernel from a container'],
    [domain.firmware?.acpi, `${base}.firmware.acpi`, 'An ACPI table of its own'],
    [domain.launchSecurity, `${base}.launchSecurity`, 'Encrypted memory'],
    [domain.cpu?.numa, `${base}.cpu.numa`, 'The NUMA layout of the host'],
    [domain.cpu?.realtime, `${base}.cpu.realtime`, 'Realtime scheduling'],
    [spec.livenessProbe?.exec ?? spec.livenessProbe?.guestAgentPing, 'spec.livenessProbe', 'A probe inside the guest'],
    [
      spec.readinessProbe?.exec ?? spec.readinessProbe?.guestAgentPing,
      'spec.readinessProbe',
      'A probe inside the guest',
    ],
    [spec.resourceClaims?.length, 'spec.resourceClaims', 'A resource claim'],
    [spec.architecture && spec.architecture !== 'amd64', 'spec.architecture', `Architecture ${spec.architecture}`],
  ];
  return asked.flatMap(([is, field, what]) => (is ? [notBuilt(field, what)] : []));
}

/** QEMU's `-cpu` has no escapes, so whatever goes into it must be a name. */
function cpuRefusals({ spec }: VirtualMachineInstance): Refusal[] {
  const { cpu, features } = spec.domain;
  const name = /^[A-Za-z0-9][-_.A-Za-z0-9]*$/;
  const vendor = features?.hyperv?.vendorid?.vendorid;
  const wrong = (field: string, value: string, what: string): Refusal =>
    invalid(`spec.domain.${field}`, `${JSON.stringify(value)} is not ${what}.`);
  return [
    ...(cpu?.model && !name.test(cpu.model) ? [wrong('cpu.model', cpu.model, 'a CPU model')] : []),
    ...(cpu?.features ?? []).flatMap((feature, i) =>
      name.test(feature.name) ? [] : [wrong(`cpu.features[${i}].name`, feature.name, 'a CPU feature')],
    ),
    ...(vendor !== undefined && !/^[ -+\--~]{1,12}$/.test(vendor)
      ? [wrong('features.hyperv.vendorid.vendorid', vendor, 'a vendor of one to twelve characters without a comma')]
      : []),
  ];
}

/**
 * What of a VMI this version cannot build, one refusal per field; none when all can be built.
 *
 * Names are checked here because they become parts of identifiers and paths.
 */
export function unsupported(vmi: VirtualMachineInstance): Refusal[] {
  const { domain } = vmi.spec;
  const volumes = vmi.spec.volumes ?? [];
  const names = new Set(volumes.map((v) => v.name));
  const refusals = [
    ...volumes.flatMap(volumeRefusals),
    ...(domain.devices.disks ?? []).flatMap((disk, i) => diskRefusals(disk, i, names)),
    ...interfacesOf(vmi).flatMap(interfaceRefusals),
    ...deviceRefusals(vmi),
  ];
  const type = domain.machine?.type || 'q35';
  if (!/^(pc-)?q35[-.a-z0-9]*$/.test(type)) {
    refusals.push(invalid('spec.domain.machine.type', `Machine type ${JSON.stringify(type)} is not a q35.`));
  }
  refusals.push(...cpuRefusals(vmi));
  const { timezone } = domain.clock ?? {};
  if (timezone && !/^[A-Za-z0-9][-+_A-Za-z0-9]*(\/[A-Za-z0-9][-+_A-Za-z0-9]*)*$/.test(timezone)) {
    refusals.push(invalid('spec.domain.clock.timezone', `${JSON.stringify(timezone)} is not a time zone.`));
  }
  if ((guestMemoryBytes(domain) ?? 0) <= 0) {
    refusals.push(invalid('spec.domain.memory.guest', 'The size of the guest’s memory is not given.'));
  }
  return refusals;
}
