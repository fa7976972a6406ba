// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import { type Cause, unsupported } from '../cause.ts';
import type { SpecCheck } from '../spec-view.ts';

/**
 * Every field of a VMI's spec that KubeVirt acts on and this project does not; `[]` stands for each item of a list.
 * A feature that is built loses its line here.
 */
const notOffered: readonly string[] = [
  'resourceClaims',
  'accessCredentials[].userPassword',
  'accessCredentials[].sshPublicKey.propagationMethod.qemuGuestAgent',
  'networks[].multus',
  'networks[].resourceClaim',
  'volumes[].hostDisk',
  'volumes[].downwardMetrics',
  'volumes[].memoryDump',
  'volumes[].containerPath',
  'domain.cpu.numa',
  'domain.cpu.realtime',
  'domain.firmware.acpi',
  'domain.firmware.bootloader.efi.persistent',
  'domain.firmware.kernelBoot',
  'domain.launchSecurity',
  'domain.devices.autoattachVSOCK',
  'domain.devices.clientPassthrough',
  'domain.devices.disks[].changedBlockTracking',
  'domain.devices.disks[].disk.pciAddress',
  'domain.devices.disks[].lun.reservation',
  'domain.devices.downwardMetrics',
  'domain.devices.filesystems',
  'domain.devices.gpus',
  'domain.devices.hostDevices',
  'domain.devices.interfaces[].binding',
  'domain.devices.interfaces[].dhcpOptions',
  'domain.devices.interfaces[].pciAddress',
  'domain.devices.interfaces[].sriov',
  'domain.devices.tpm.persistent',
];

/** The only architecture whose guests can run here. */
const onlyArchitecture = 'amd64';

const isUsed = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false && value !== '';

/** The places in a value that a pattern names and that are in use. */
const usedAt = (value: unknown, steps: readonly string[], path: string): string[] => {
  const [step, ...rest] = steps;
  if (step === undefined) return isUsed(value) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  const isList = step.endsWith('[]');
  const name = isList ? step.slice(0, -2) : step;
  const next = (value as Record<string, unknown>)[name];
  if (!isList) return usedAt(next, rest, `${path}.${name}`);
  return Array.isArray(next) ? next.flatMap((item, index) => usedAt(item, rest, `${path}.${name}[${index}]`)) : [];
};

const absent = (field: string, what = field): Cause =>
  unsupported(field, `${what} is not offered by this version of kubevirt-ts.`);

/**
 * Everything KubeVirt can do and this project cannot: refused by name, because a VM that starts without a device
 * its owner asked for is worse than one that is not created.
 */
export const notOfferedFaults: SpecCheck = ({ path, spec }) => {
  const architecture = spec.architecture || onlyArchitecture;
  const isKnown = ['arm64', 's390x'].includes(architecture);
  return [
    ...(isKnown ? [absent(`${path}.architecture`, `${path}.architecture ${architecture}`)] : []),
    ...notOffered.flatMap((pattern) => usedAt(spec, pattern.split('.'), path)).map((field) => absent(field)),
  ];
};
