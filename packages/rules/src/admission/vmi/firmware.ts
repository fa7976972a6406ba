// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { DomainSpec, Firmware } from '@kubevirt-ts/api';
import { type Cause, type Finding, faults, invalid, missing } from '../cause.ts';
import { featureOn, type SpecCheck, type SpecView, volumesOf } from '../spec-view.ts';
import { filePathFaults } from './file-path.ts';

const rivalBootloaders = (field: string, { bootloader }: Firmware): Finding =>
  bootloader?.efi &&
  bootloader.bios &&
  invalid(
    `${field}.bootloader`,
    `${field}.bootloader has both EFI and BIOS configured, but they are mutually exclusive.`,
  );

const unfitKernelBoot = (field: string, { kernelBoot }: Firmware): Finding => {
  if (!kernelBoot) return;
  const { container, kernelArgs } = kernelBoot;
  const base = `${field}.kernelBoot`;
  if (!container)
    return (
      !!kernelArgs && invalid(`${base}.kernelArgs`, 'kernel arguments cannot be provided without an external kernel')
    );
  const place = `${base}.container`;
  return faults(
    !container.image && missing(`${place}.image`, `${place} must be defined with an image`),
    !container.initrdPath &&
      !container.kernelPath &&
      missing(place, `${place} must be defined with at least one of the following: kernelPath, initrdPath`),
    container.kernelPath ? filePathFaults(`${place}.kernelPath`, container.kernelPath) : undefined,
    container.initrdPath ? filePathFaults(`${place}.initrdPath`, container.initrdPath) : undefined,
  );
};

/** What is wrong with the firmware alone. */
export const firmwareFaults = (field: string, firmware: Firmware | undefined): Cause[] =>
  firmware ? faults(rivalBootloaders(field, firmware), unfitKernelBoot(field, firmware)) : [];

const secureBootWithoutSmm = (field: string, domain: DomainSpec): Finding => {
  const efi = domain.firmware?.bootloader?.efi;
  return (
    efi !== undefined &&
    efi.secureBoot !== false &&
    !featureOn(domain.features?.smm) &&
    !domain.launchSecurity?.tdx &&
    invalid(field, `${field} has EFI SecureBoot enabled. SecureBoot requires SMM, which is currently disabled.`)
  );
};

const unfitAcpiTables = ({ path, spec }: SpecView): Finding => {
  const acpi = spec.domain.firmware?.acpi;
  if (!acpi) return;
  const field = `${path}.domain.firmware.acpi`;
  if (!acpi.slicNameRef && !acpi.msdmNameRef)
    return invalid(field, 'ACPI was set but no SLIC nor MSDM volume reference was set');
  const refFault = (name: 'slicNameRef' | 'msdmNameRef'): Finding => {
    const wanted = acpi[name];
    if (!wanted) return;
    const volume = volumesOf(spec).find((candidate) => candidate.name === wanted);
    if (!volume) return invalid(`${field}.${name}`, `${field} does not have a matching Volume.`);
    return !volume.secret && invalid(`${field}.${name}`, `${field} refers to Volume of unsupported type.`);
  };
  return faults(refFault('slicNameRef'), refFault('msdmNameRef'));
};

const globShape = (glob: string): RegExp =>
  new RegExp(
    `^${glob
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '[^/]*')
      .replace(/\?/g, '[^/]')}$`,
  );

const unknownMachine = ({ path, spec, config }: SpecView): Finding => {
  const type = spec.domain.machine?.type;
  if (!type) return;
  const field = `${path}.domain.machine.type`;
  const globs = config.architectures[spec.architecture || config.defaultArchitecture]?.emulatedMachines ?? [];
  return (
    !globs.some((glob) => globShape(glob).test(type)) &&
    invalid(field, `${field} is not supported: ${type} (allowed values: [${globs.join(' ')}])`)
  );
};

const malformedUuid = ({ path, spec }: SpecView): Finding => {
  const uuid = spec.domain.firmware?.uuid;
  const field = `${path}.domain.firmware.uuid`;
  return (
    !!uuid &&
    !/^[\da-f]{8}-?(?:[\da-f]{4}-?){3}[\da-f]{12}$/i.test(uuid) &&
    invalid(field, `${field} '${uuid}' is not a UUID.`)
  );
};

/** Everything about the machine and what it starts with. */
export const machineFaults: SpecCheck = (view) =>
  faults(
    unknownMachine(view),
    malformedUuid(view),
    unfitAcpiTables(view),
    firmwareFaults(`${view.path}.domain.firmware`, view.spec.domain.firmware),
    secureBootWithoutSmm(`${view.path}.domain`, view.spec.domain),
  );
