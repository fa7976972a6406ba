// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { CloudInitNoCloudSource, VirtualMachineInstance, Volume } from '@kubevirt-ts/api';
import { quantityValue } from '@kubevirt-ts/rules/quantity';
import { paths } from '../paths.ts';
import type { ClaimDisk, Claims, IsoContent, SeedText, VolumeStep } from './volume-step.ts';

const Mi = 2 ** 20;

const inEphemeral = (name: string, file: string): string => `${paths.ephemeralDisks}/${name}/${file}`;

/** Where kubelet mounts the object (secret, config map, …) behind a volume. */
export const objectDirectory = (volume: string): string => `${paths.objects}/${volume}`;

/** Where kubelet mounts the secret with the network data of a cloud-init volume, when it has one of its own. */
export const networkDataDirectory = (volume: string): string => `${paths.objects}/${volume}-networkdata`;

/** Where kubelet mounts the secret of a VMI's access credential, by its place in the list. */
export const accessCredentialDirectory = (index: number): string => `${paths.accessCredentials}/${index}`;

/** Where kubelet mounts the file system of a claim. */
export const claimDirectory = (volume: string): string => `${paths.claims}/${volume}`;

/** Where kubelet puts the block device of a claim. */
export const claimDevice = (volume: string): string => `/dev/${volume}`;

function claimDisk(volume: string, readOnly: boolean, claims: Claims): ClaimDisk {
  const facts = claims[volume];
  if (facts?.mode === 'Block') {
    return { kind: 'claim-block', device: claimDevice(volume), readOnly: readOnly || facts.readOnly };
  }
  const directory = claimDirectory(volume);
  const { capacityBytes } = facts ?? {};
  return { kind: 'claim-file', directory, readOnly: readOnly || facts?.readOnly === true, capacityBytes };
}

function seedText(
  plain: string | undefined,
  base64: string | undefined,
  secret: SeedText | undefined,
): SeedText | undefined {
  if (plain) return { text: plain };
  if (base64) return { base64 };
  return secret;
}

function cloudInit(volume: string, source: CloudInitNoCloudSource, flavour: 'noCloud' | 'configDrive'): IsoContent {
  const user = source.secretRef && { directory: objectDirectory(volume), keys: ['userdata', 'userData'] };
  const own = { directory: networkDataDirectory(volume), keys: ['networkdata', 'networkData'] };
  const network = source.networkDataSecretRef === undefined ? undefined : own;
  return {
    kind: 'cloud-init',
    flavour,
    userData: seedText(source.userData, source.userDataBase64, user) ?? { text: '' },
    networkData: seedText(source.networkData, source.networkDataBase64, network),
  };
}

function directory(volume: string, optional: boolean | undefined): IsoContent {
  return { kind: 'directory', path: objectDirectory(volume), optional: optional === true };
}

/** The one thing to do for a volume, or nothing for a volume that is no disk. */
function stepOf(volume: Volume, claims: Claims): VolumeStep | undefined {
  const { name } = volume;
  const iso = (file: string, label: string, content: IsoContent): VolumeStep => {
    return { kind: 'iso', volume: name, file: inEphemeral(name, file), label, content };
  };
  const claim = (readOnly: boolean | undefined): ClaimDisk => claimDisk(name, readOnly === true, claims);
  if (volume.containerDisk !== undefined) {
    const overlay = inEphemeral(name, 'disk.qcow2');
    return { kind: 'container-disk', volume: name, path: volume.containerDisk.path || undefined, overlay };
  }
  if (volume.persistentVolumeClaim !== undefined) {
    return { volume: name, ...claim(volume.persistentVolumeClaim.readOnly) };
  }
  if (volume.dataVolume !== undefined) return { volume: name, ...claim(false) };
  if (volume.ephemeral !== undefined) {
    return { kind: 'ephemeral', volume: name, base: claim(true), overlay: inEphemeral(name, 'disk.qcow2') };
  }
  if (volume.emptyDisk !== undefined) {
    const capacity = quantityValue(volume.emptyDisk.capacity) ?? 0;
    const capacityBytes = Math.floor(capacity / Mi) * Mi;
    return { kind: 'empty-disk', volume: name, file: inEphemeral(name, 'disk.qcow2'), capacityBytes };
  }
  if (volume.cloudInitNoCloud !== undefined) {
    return iso('noCloud.iso', 'cidata', cloudInit(name, volume.cloudInitNoCloud, 'noCloud'));
  }
  if (volume.cloudInitConfigDrive !== undefined) {
    return iso('configdrive.iso', 'config-2', cloudInit(name, volume.cloudInitConfigDrive, 'configDrive'));
  }
  const object = volume.configMap ?? volume.secret ?? volume.downwardAPI;
  if (object !== undefined) {
    const optional = 'optional' in object && object.optional === true;
    return iso('disk.iso', object.volumeLabel || 'cfgdata', directory(name, optional));
  }
  if (volume.serviceAccount !== undefined) return iso('service-account.iso', 'cfgdata', directory(name, false));
  if (volume.sysprep !== undefined) return iso('sysprep.iso', 'unattendCD', directory(name, false));
  return undefined;
}

/**
 * What has to be done for the volumes that are disks of a VMI, in their order.
 * @upstream overlays over container disks and ephemeral claims; the labels of the ISO images; empty disks in whole MiB
 */
export function volumeSteps({ spec }: VirtualMachineInstance, claims: Claims): VolumeStep[] {
  const disks = new Set((spec.domain.devices.disks ?? []).map((d) => d.name));
  return (spec.volumes ?? []).flatMap((volume) => {
    if (!disks.has(volume.name)) return [];
    const step = stepOf(volume, claims);
    return step === undefined ? [] : [step];
  });
}
