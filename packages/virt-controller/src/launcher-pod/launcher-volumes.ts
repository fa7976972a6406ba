// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { VirtualMachineInstance, Volume } from '@kubevirt-ts/api';
import type { Container, PersistentVolumeClaim, PodVolume } from '@kubevirt-ts/kube';
import {
  accessCredentialDirectory,
  type ClaimFacts,
  claimDevice,
  claimDirectory,
  networkDataDirectory,
  objectDirectory,
  paths,
} from '@kubevirt-ts/machine';
import { quantityValue } from '@kubevirt-ts/rules/quantity';

/** What a launcher pod mounts, and where in the compute container. */
export interface LauncherVolumes {
  volumes: PodVolume[];
  mounts: NonNullable<Container['volumeMounts']>;
  devices: NonNullable<Container['volumeDevices']>;
}

type Claims = ReadonlyMap<string, PersistentVolumeClaim>;

const nothing: LauncherVolumes = { volumes: [], mounts: [], devices: [] };

function mounted(volume: PodVolume, mountPath: string, readOnly = true): LauncherVolumes {
  return { ...nothing, volumes: [volume], mounts: [{ name: volume.name, mountPath, readOnly: readOnly || undefined }] };
}

function emptyDirectory(name: string, mountPath: string, medium?: string): LauncherVolumes {
  return mounted({ name, emptyDir: medium === undefined ? {} : { medium } }, mountPath, false);
}

/** The claim behind a volume, and whether it may be written to. */
function claimOf({
  persistentVolumeClaim,
  dataVolume,
  ephemeral,
}: Volume): { name: string; readOnly: boolean } | undefined {
  if (persistentVolumeClaim !== undefined) {
    return { name: persistentVolumeClaim.claimName, readOnly: persistentVolumeClaim.readOnly === true };
  }
  if (dataVolume !== undefined) return { name: dataVolume.name, readOnly: false };
  const under = ephemeral?.persistentVolumeClaim;
  return under === undefined ? undefined : { name: under.claimName, readOnly: true };
}

/** What the launcher is told about the claims of a VMI, by volume name. */
export function claimFacts({ spec }: VirtualMachineInstance, claims: Claims): Record<string, ClaimFacts> {
  const facts = (spec.volumes ?? []).flatMap((volume) => {
    const claim = claimOf(volume);
    if (claim === undefined) return [];
    const found = claims.get(claim.name);
    const mode = found?.spec?.volumeMode === 'Block' ? ('Block' as const) : ('Filesystem' as const);
    const capacityBytes = quantityValue(found?.status?.capacity?.storage);
    return [[volume.name, { mode, capacityBytes, readOnly: claim.readOnly }] as const];
  });
  return Object.fromEntries(facts);
}

function claimVolume(volume: Volume, claims: Claims): LauncherVolumes {
  const claim = claimOf(volume);
  if (claim === undefined) return nothing;
  const { name } = volume;
  const mount = { name, persistentVolumeClaim: { claimName: claim.name, readOnly: claim.readOnly || undefined } };
  if (claims.get(claim.name)?.spec?.volumeMode !== 'Block') return mounted(mount, claimDirectory(name), claim.readOnly);
  return { volumes: [mount], mounts: [], devices: [{ name, devicePath: claimDevice(name) }] };
}

/** The token of a service account, as kubelet would mount it, for a disk that shows it to the guest. */
function serviceAccountVolume(name: string): PodVolume {
  return {
    name,
    projected: {
      sources: [
        { serviceAccountToken: { path: 'token' } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        { downwardAPI: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }] } },
      ],
    },
  };
}

function objectVolume({
  name,
  configMap,
  secret,
  downwardAPI,
  serviceAccount,
  sysprep,
}: Volume): PodVolume | undefined {
  if (configMap !== undefined) return { name, configMap: { name: configMap.name, optional: configMap.optional } };
  if (secret !== undefined) return { name, secret: { secretName: secret.secretName, optional: secret.optional } };
  if (downwardAPI !== undefined) {
    return { name, downwardAPI: { items: downwardAPI.fields as NonNullable<PodVolume['downwardAPI']>['items'] } };
  }
  if (serviceAccount !== undefined) return serviceAccountVolume(name);
  if (sysprep?.configMap !== undefined) return { name, configMap: { name: sysprep.configMap.name } };
  if (sysprep?.secret !== undefined) return { name, secret: { secretName: sysprep.secret.name } };
  return undefined;
}

function cloudInitVolumes({ name, cloudInitNoCloud, cloudInitConfigDrive }: Volume): LauncherVolumes[] {
  const source = cloudInitNoCloud ?? cloudInitConfigDrive;
  const user = source?.secretRef;
  const network = source?.networkDataSecretRef;
  const networkName = `${name}-networkdata`;
  return [
    user === undefined ? nothing : mounted({ name, secret: { secretName: user.name } }, objectDirectory(name)),
    network === undefined
      ? nothing
      : mounted({ name: networkName, secret: { secretName: network.name } }, networkDataDirectory(name)),
  ];
}

function credentialVolumes({ spec }: VirtualMachineInstance): LauncherVolumes[] {
  return (spec.accessCredentials ?? []).map(({ sshPublicKey }, index) => {
    const secretName = sshPublicKey?.source.secret?.secretName;
    const { noCloud, configDrive } = sshPublicKey?.propagationMethod ?? {};
    if (secretName === undefined || (noCloud ?? configDrive) === undefined) return nothing;
    const name = `access-credential-${index}`;
    return mounted({ name, secret: { secretName } }, accessCredentialDirectory(index));
  });
}

/** Every volume of a launcher pod that is the compute container's. */
export function launcherVolumes(vmi: VirtualMachineInstance, claims: Claims): LauncherVolumes {
  const all = [
    emptyDirectory('private', paths.private),
    emptyDirectory('ephemeral-disks', paths.ephemeralDisks),
    ...(vmi.spec.domain.memory?.hugepages === undefined
      ? []
      : [emptyDirectory('hugepages', paths.hugepages, 'HugePages')]),
    ...(vmi.spec.volumes ?? []).flatMap((volume) => {
      const object = objectVolume(volume);
      return [
        claimVolume(volume, claims),
        ...cloudInitVolumes(volume),
        object === undefined ? nothing : mounted(object, objectDirectory(volume.name)),
      ];
    }),
    ...credentialVolumes(vmi),
  ];
  return {
    volumes: all.flatMap((each) => each.volumes),
    mounts: all.flatMap((each) => each.mounts),
    devices: all.flatMap((each) => each.devices),
  };
}
