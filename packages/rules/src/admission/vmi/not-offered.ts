// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { Disk, Interface, Network, VirtualMachineInstanceSpec, Volume } from '@kubevirt-ts/api';
import { type Cause, type Finding, unsupported } from '../cause.ts';
import { devicesOf, disksOf, interfacesOf, networksOf, type SpecCheck, volumesOf } from '../spec-view.ts';

/** Sources of volumes that KubeVirt has and this project does not. */
export const volumesNotOffered = [
  'hostDisk',
  'downwardMetrics',
  'memoryDump',
  'containerPath',
] as const satisfies readonly (keyof Volume)[];

/** Sources of networks that KubeVirt has and this project does not. */
export const networksNotOffered = ['multus', 'resourceClaim'] as const satisfies readonly (keyof Network)[];

/** Bindings and options of interfaces that KubeVirt has and this project does not. */
export const bindingsNotOffered = ['sriov', 'binding', 'dhcpOptions'] as const satisfies readonly (keyof Interface)[];

/** Fields of devices that KubeVirt has and this project does not. */
export const devicesNotOffered = [
  'gpus',
  'hostDevices',
  'filesystems',
  'clientPassthrough',
  'downwardMetrics',
] as const;

const absent = (field: string): Cause => unsupported(field, `${field} is not offered by this version of kubevirt-ts.`);

const used = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false;

const usedIn = <T extends object>(items: readonly T[], fields: readonly (keyof T & string)[], list: string): Cause[] =>
  items.flatMap((item, index) =>
    fields.filter((field) => used(item[field])).map((field) => absent(`${list}[${index}].${field}`)),
  );

const otherArchitecture = (architecture = 'amd64'): boolean => ['arm64', 's390x'].includes(architecture);

const specFields = ({ architecture, domain, resourceClaims }: VirtualMachineInstanceSpec, path: string): Finding[] => [
  otherArchitecture(architecture) &&
    unsupported(
      `${path}.architecture`,
      `${path}.architecture ${architecture} is not offered by this version of kubevirt-ts.`,
    ),
  used(resourceClaims) && absent(`${path}.resourceClaims`),
  used(domain.launchSecurity) && absent(`${path}.domain.launchSecurity`),
  used(domain.cpu?.realtime) && absent(`${path}.domain.cpu.realtime`),
  used(domain.cpu?.numa) && absent(`${path}.domain.cpu.numa`),
  used(domain.firmware?.kernelBoot) && absent(`${path}.domain.firmware.kernelBoot`),
  used(domain.firmware?.acpi) && absent(`${path}.domain.firmware.acpi`),
  used(domain.firmware?.bootloader?.efi?.persistent) && absent(`${path}.domain.firmware.bootloader.efi.persistent`),
  used(domain.devices?.tpm?.persistent) && absent(`${path}.domain.devices.tpm.persistent`),
  used(domain.devices?.autoattachVSOCK) && absent(`${path}.domain.devices.autoattachVSOCK`),
];

const diskFields = (disks: readonly Disk[], path: string): Cause[] =>
  disks.flatMap(({ lun, changedBlockTracking }, index) => [
    ...(lun?.reservation ? [absent(`${path}.disks[${index}].lun.reservation`)] : []),
    ...(changedBlockTracking ? [absent(`${path}.disks[${index}].changedBlockTracking`)] : []),
  ]);

/**
 * Everything KubeVirt can do and this project cannot: refused by name, because a VM that starts without a device
 * its owner asked for is worse than one that is not created.
 */
export const notOfferedFaults: SpecCheck = ({ path, spec }) => {
  const devices = devicesOf(spec);
  return [
    ...usedIn(volumesOf(spec), volumesNotOffered, `${path}.volumes`),
    ...usedIn(networksOf(spec), networksNotOffered, `${path}.networks`),
    ...usedIn(interfacesOf(spec), bindingsNotOffered, `${path}.domain.devices.interfaces`),
    ...devicesNotOffered
      .filter((field) => used(devices[field]))
      .map((field) => absent(`${path}.domain.devices.${field}`)),
    ...diskFields(disksOf(spec), `${path}.domain.devices`),
    ...specFields(spec, path).filter((finding): finding is Cause => !!finding),
  ];
};
