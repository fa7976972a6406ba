// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Container, PodVolume } from '@kubevirt-ts/kube';
import type { Cause } from '../../kind.ts';
import { forbiddenField, invalidValue, notFoundValue, notSupported, required } from '../validation/causes.ts';
import { descendingPathCauses, noBackstepsCauses } from '../validation/paths.ts';

type Mount = NonNullable<Container['volumeMounts']>[number];
type Device = NonNullable<Container['volumeDevices']>[number];

/** Volumes that are in order, by name. */
export type VolumesByName = ReadonlyMap<string, PodVolume>;

/** What is wrong with the volumes that a container mounts. */
export function mountCauses(path: string, container: Container, volumes: VolumesByName): Cause[] {
  const seen = new Set<string>();
  const devices = container.volumeDevices ?? [];
  return (container.volumeMounts ?? []).flatMap((mount, i) => {
    const at = `${path}[${i}]`;
    const causes: Cause[] = [];
    if (!mount.name) causes.push(required(`${at}.name`));
    if (!volumes.has(mount.name)) causes.push(notFoundValue(`${at}.name`, mount.name));
    if (!mount.mountPath) causes.push(required(`${at}.mountPath`));
    if (seen.has(mount.mountPath)) causes.push(invalidValue(`${at}.mountPath`, mount.mountPath, 'must be unique'));
    seen.add(mount.mountPath);
    if (devices.some(({ name }) => name === mount.name)) {
      causes.push(invalidValue(`${at}.name`, mount.name, 'must not already exist in volumeDevices'));
    }
    if (devices.some(({ devicePath }) => devicePath === mount.mountPath)) {
      const sentence = 'must not already exist as a path in volumeDevices';
      causes.push(invalidValue(`${at}.mountPath`, mount.mountPath, sentence));
    }
    // The paths of the following name no index in Kubernetes either.
    return [...causes, ...subPathCauses(path, at, mount), ...propagationCauses(path, mount, container)];
  });
}

function subPathCauses(path: string, at: string, { subPath, subPathExpr }: Mount): Cause[] {
  const causes = subPath ? descendingPathCauses(`${path}.subPath`, subPath) : [];
  if (!subPathExpr) return causes;
  if (subPath) {
    causes.push(invalidValue(`${at}.subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
  }
  return [...causes, ...descendingPathCauses(`${path}.subPathExpr`, subPathExpr)];
}

const propagations = ['Bidirectional', 'HostToContainer', 'None'];
const recursions = ['Disabled', 'Enabled', 'IfPossible'];

function propagationCauses(path: string, mount: Mount, container: Container): Cause[] {
  const { mountPropagation, recursiveReadOnly, readOnly } = mount;
  const causes: Cause[] = [];
  if (mountPropagation !== undefined) {
    const field = `${path}.mountPropagation`;
    if (!propagations.includes(mountPropagation)) causes.push(notSupported(field, mountPropagation, propagations));
    if (mountPropagation === 'Bidirectional' && !container.securityContext?.privileged) {
      const sentence = 'Bidirectional mount propagation is available only to privileged containers';
      causes.push(forbiddenField(field, sentence));
    }
  }
  if (recursiveReadOnly === undefined || recursiveReadOnly === 'Disabled') return causes;
  const field = `${path}.recursiveReadOnly`;
  if (!recursions.includes(recursiveReadOnly)) return [...causes, notSupported(field, recursiveReadOnly, recursions)];
  if (!readOnly) causes.push(forbiddenField(field, 'may only be specified when readOnly is true'));
  if (mountPropagation !== undefined && mountPropagation !== 'None') {
    causes.push(forbiddenField(field, 'may only be specified when mountPropagation is None or not specified'));
  }
  return causes;
}

/** What is wrong with the volumes that a container gets as block devices. */
export function deviceCauses(path: string, container: Container, volumes: VolumesByName): Cause[] {
  const seen = { names: new Set<string>(), paths: new Set<string>() };
  return (container.volumeDevices ?? []).flatMap((device, i) => {
    const at = `${path}[${i}]`;
    const causes = [...deviceNameCauses(at, device, volumes, seen.names), ...devicePathCauses(at, device, seen.paths)];
    const mounts = container.volumeMounts ?? [];
    if (mounts.some(({ name }) => name === device.name)) {
      causes.push(invalidValue(`${at}.name`, device.name, 'must not already exist in volumeMounts'));
    }
    if (mounts.some(({ mountPath }) => mountPath === device.devicePath)) {
      const sentence = 'must not already exist as a path in volumeMounts';
      causes.push(invalidValue(`${at}.devicePath`, device.devicePath, sentence));
    }
    if (device.name) seen.names.add(device.name);
    return causes;
  });
}

function deviceNameCauses(at: string, { name }: Device, volumes: VolumesByName, seen: ReadonlySet<string>): Cause[] {
  const volume = volumes.get(name);
  const causes: Cause[] = [];
  if (!name) causes.push(required(`${at}.name`));
  if (seen.has(name)) causes.push(invalidValue(`${at}.name`, name, 'must be unique'));
  if (volume && !volume.persistentVolumeClaim && !volume.ephemeral) {
    const sentence = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';
    causes.push(invalidValue(`${at}.name`, name, sentence));
  }
  if (!volume) causes.push(notFoundValue(`${at}.name`, name));
  return causes;
}

function devicePathCauses(at: string, { devicePath }: Device, seen: Set<string>): Cause[] {
  const field = `${at}.devicePath`;
  const causes: Cause[] = [];
  if (!devicePath) causes.push(required(field));
  if (seen.has(devicePath)) causes.push(invalidValue(field, devicePath, 'must be unique'));
  if (devicePath && noBackstepsCauses(field, devicePath).length) {
    causes.push(invalidValue(field, devicePath, "can not contain backsteps ('..')"));
  } else seen.add(devicePath);
  return causes;
}
