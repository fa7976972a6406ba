// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { Disk } from '@kubevirt-ts/api';
import { type Cause, each, type Finding, faults, invalid, unsupported } from '../cause.ts';
import { dnsLabelFaults } from '../dns-names.ts';
import { disksOf, type SpecCheck } from '../spec-view.ts';
import { blockSizeFaults } from './block-size.ts';
import { busOf, targetOf } from './disk-target.ts';
import { isPciAddress } from './pci-address.ts';

/** One disk among the others, with its path. */
interface DiskView {
  disk: Disk;
  disks: readonly Disk[];
  index: number;
  /** Path of the list of disks. */
  list: string;
  path: string;
}

const buses = ['virtio', 'scsi', 'sata', 'usb'];
const caches = ['none', 'writethrough', 'writeback'];
const ioModes = ['native', 'threads'];
const errorPolicies = ['stop', 'ignore', 'report', 'enospace'];
const maxSerialLength = 256;

const duplicatedName = ({ disk, disks, index, list, path }: DiskView): Finding => {
  const other = disks.findIndex(({ name }) => name === disk.name);
  return other < index && invalid(`${path}.name`, `${path} and ${list}[${other}] must not have the same Name.`);
};

const severalTargets = ({ disk, path }: DiskView): Finding =>
  [disk.disk, disk.lun, disk.cdrom].filter(Boolean).length > 1 &&
  invalid(path, `${path} can only have a single target type defined`);

const misplacedPciAddress = ({ disk, path }: DiskView): Finding => {
  const address = disk.disk?.pciAddress;
  if (!address) return;
  const field = `${path}.disk.pciAddress`;
  return faults(
    disk.disk?.bus !== 'virtio' &&
      invalid(field, `disk ${path}.name - setting a PCI address is only possible with bus type virtio.`),
    !isPciAddress(address) && invalid(field, `disk ${path}.name has malformed PCI address (${address}).`),
  );
};

const bootOrderBelowOne = ({ disk, path }: DiskView): Finding =>
  disk.bootOrder !== undefined &&
  disk.bootOrder < 1 &&
  invalid(`${path}.bootOrder`, `${path} must have a boot order > 0, if supplied`);

const unfitBus = ({ disk, path }: DiskView): Finding => {
  const bus = busOf(disk);
  const target = targetOf(disk);
  const field = `${path}.${target}.bus`;
  if (bus === 'ide') return invalid(field, 'IDE bus is not supported');
  if (bus === 'virtio' && target === 'cdrom') return invalid(field, `Bus type ${bus} is invalid for CD-ROM device`);
  if (bus === 'sata' && disk.disk?.readonly) return invalid(field, `${bus} hard-disks do not support read-only.`);
  return (
    bus !== '' &&
    !buses.includes(bus) &&
    invalid(field, `${path} is set with an unrecognized bus ${bus}, must be one of: [${buses.join(' ')}]`)
  );
};

const dedicatedThreadOffVirtio = ({ disk, path }: DiskView): Finding => {
  const bus = busOf(disk);
  return (
    bus !== '' &&
    bus !== 'virtio' &&
    disk.dedicatedIOThread === true &&
    unsupported(path, `IOThreads are not supported for disks on a ${bus} bus`)
  );
};

const malformedSerial = ({ disk, path }: DiskView): Finding => {
  if (!disk.serial) return;
  const field = `${path}.serial`;
  return faults(
    !/^[A-Za-z0-9_.+-]+$/.test(disk.serial) &&
      invalid(field, `${path} must be made up of the following characters [A-Za-z0-9_.+-], if specified`),
    [...disk.serial].length > maxSerialLength &&
      invalid(field, `${path} must be less than or equal to ${maxSerialLength} in length, if specified`),
  );
};

const unknownCache = ({ disk, path }: DiskView): Finding =>
  !!disk.cache &&
  !caches.includes(disk.cache) &&
  invalid(`${path}.cache`, `${path}.cache has invalid value ${disk.cache}`);

const unknownIoMode = ({ disk, list, path }: DiskView): Finding =>
  !!disk.io &&
  !ioModes.includes(disk.io) &&
  unsupported(`${path}.io`, `Disk IO mode for ${list} is not supported. Supported modes are: native, threads.`);

const unknownErrorPolicy = ({ disk, path }: DiskView): Finding =>
  disk.errorPolicy !== undefined &&
  !errorPolicies.includes(disk.errorPolicy) &&
  invalid(`${path}.errorPolicy`, `${path}.errorPolicy has invalid value "${disk.errorPolicy}"`);

const nameUnfitForContainer = ({ disk, path }: DiskView): Finding =>
  dnsLabelFaults(disk.name ?? '').map((fault) => invalid(`${path}.name`, fault));

const families: readonly ((view: DiskView) => Finding)[] = [
  duplicatedName,
  severalTargets,
  misplacedPciAddress,
  bootOrderBelowOne,
  unfitBus,
  dedicatedThreadOffVirtio,
  malformedSerial,
  unknownCache,
  unknownIoMode,
  unknownErrorPolicy,
  nameUnfitForContainer,
  ({ disk, path }) => blockSizeFaults(disk, path),
];

/**
 * What is wrong with a list of disks, apart from the volumes they show.
 * @differs fields are named by their real path where KubeVirt repeats `domain.devices.disks` in it
 */
export const diskListFaults = (list: string, disks: readonly Disk[]): Cause[] =>
  each(disks, (disk, index) => {
    const view = { disk, disks, index, list, path: `${list}[${index}]` };
    return faults(...families.map((find) => find(view)));
  });

/** Everything about single disks. */
export const diskFaults: SpecCheck = ({ path, spec }) => diskListFaults(`${path}.domain.devices.disks`, disksOf(spec));
