// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { PodVolume } from '@kubevirt-ts/kube';
import { quantityNanos } from '../../../quantity.ts';
import type { Cause } from '../../kind.ts';
import { claimSpecCauses } from '../storage/claim.ts';
import { duplicate, forbiddenField, invalidEach, invalidValue, notSupported, required } from '../validation/causes.ts';
import { isDnsLabel } from '../validation/names.ts';
import { noBackstepsCauses, ownPathCauses } from '../validation/paths.ts';
import { fieldRefCauses, resourceFieldRefCauses } from './environment.ts';
import type { VolumesByName } from './mounts.ts';

/** What is wrong with a pod's volumes, and those in order by name. */
export function volumesCauses(path: string, volumes: readonly PodVolume[] | undefined) {
  const known = new Map<string, PodVolume>();
  const causes: Cause[] = [];
  for (const [i, volume] of (volumes ?? []).entries()) {
    const at = `${path}[${i}]`;
    const found = [
      ...sourceCauses(at, volume),
      ...(volume.name ? invalidEach(`${at}.name`, volume.name, isDnsLabel(volume.name)) : [required(`${at}.name`)]),
      ...(known.has(volume.name) ? [duplicate(`${at}.name`, volume.name)] : []),
    ];
    if (found.length === 0) known.set(volume.name, volume);
    causes.push(...found);
  }
  return { causes, volumes: known as VolumesByName };
}

function sourceCauses(at: string, volume: PodVolume): Cause[] {
  const { name: _, ...sources } = volume;
  const [first, ...others] = Object.entries(sources).filter(([, source]) => source !== undefined);
  if (!first) return [required(at, 'must specify a volume type')];
  return [
    ...oneSourceCauses(at, volume),
    ...others.map(([name]) => forbiddenField(`${at}.${name}`, 'may not specify more than 1 volume type')),
  ];
}

const hostPathTypes = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

function oneSourceCauses(at: string, volume: PodVolume): Cause[] {
  const { emptyDir, hostPath, secret, configMap, downwardAPI, projected, persistentVolumeClaim, image, ephemeral } =
    volume;
  if (emptyDir?.sizeLimit && (quantityNanos(emptyDir.sizeLimit) ?? 0n) < 0n) {
    return [forbiddenField(`${at}.emptyDir.sizeLimit`, 'SizeLimit field must be a valid resource quantity')];
  }
  if (hostPath) return hostPathCauses(`${at}.hostPath`, hostPath);
  if (secret) return filesCauses(`${at}.secret`, 'secretName', { ...secret, name: secret.secretName });
  if (configMap) return filesCauses(`${at}.configMap`, 'name', configMap);
  if (downwardAPI) {
    const files = (downwardAPI.items ?? []).flatMap((file) => downwardFileCauses(`${at}.downwardAPI`, file));
    return [...modeCauses(`${at}.downwardAPI.defaultMode`, downwardAPI.defaultMode), ...files];
  }
  if (projected) return projectedCauses(`${at}.projected`, projected);
  if (persistentVolumeClaim && !persistentVolumeClaim.claimName)
    return [required(`${at}.persistentVolumeClaim.claimName`)];
  if (image && !image.reference) return [required(`${at}.image.reference`)];
  if (ephemeral) {
    const template = `${at}.ephemeral.volumeClaimTemplate`;
    if (!ephemeral.volumeClaimTemplate) return [required(template)];
    return claimSpecCauses(`${template}.spec`, ephemeral.volumeClaimTemplate.spec);
  }
  return [];
}

function hostPathCauses(at: string, hostPath: NonNullable<PodVolume['hostPath']>): Cause[] {
  if (!hostPath.path) return [required(`${at}.path`)];
  const causes = noBackstepsCauses(`${at}.path`, hostPath.path);
  const type = hostPath.type ?? '';
  return hostPathTypes.includes(type) ? causes : [...causes, notSupported(`${at}.type`, type, hostPathTypes)];
}

const maxMode = 0o777;

function modeCauses(field: string, mode: number | undefined): Cause[] {
  if (mode === undefined || (mode >= 0 && mode <= maxMode)) return [];
  return [invalidValue(field, mode, 'must be a number between 0 and 0777 (octal), both inclusive')];
}

interface Files {
  name?: string;
  defaultMode?: number;
  items?: KeyToPath[];
}

interface KeyToPath {
  key: string;
  path: string;
  mode?: number;
}

function filesCauses(at: string, nameField: string, files: Files): Cause[] {
  return [
    ...(files.name ? [] : [required(`${at}.${nameField}`)]),
    ...modeCauses(`${at}.defaultMode`, files.defaultMode),
    ...(files.items ?? []).flatMap((item, i) => keyToPathCauses(`${at}.items[${i}]`, item)),
  ];
}

function keyToPathCauses(at: string, { key, path, mode }: KeyToPath): Cause[] {
  return [
    ...(key ? [] : [required(`${at}.key`)]),
    ...(path ? [] : [required(`${at}.path`)]),
    ...ownPathCauses(`${at}.path`, path ?? ''),
    ...modeCauses(`${at}.mode`, mode),
  ];
}

type DownwardFile = NonNullable<NonNullable<PodVolume['downwardAPI']>['items']>[number];

const fileFieldPaths = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];

function downwardFileCauses(at: string, { path, fieldRef, resourceFieldRef, mode }: DownwardFile): Cause[] {
  const causes = path ? [] : [required(`${at}.path`)];
  causes.push(...ownPathCauses(`${at}.path`, path ?? ''));
  if (fieldRef) {
    causes.push(...fieldRefCauses(`${at}.fieldRef`, fieldRef, fileFieldPaths));
    if (resourceFieldRef) {
      const sentence = 'fieldRef and resourceFieldRef can not be specified simultaneously';
      causes.push(invalidValue(at, 'resource', sentence));
    }
  } else if (resourceFieldRef) causes.push(...resourceFieldRefCauses(`${at}.resourceFieldRef`, resourceFieldRef, true));
  else causes.push(required(at, 'one of fieldRef and resourceFieldRef is required'));
  return [...causes, ...modeCauses(`${at}.mode`, mode)];
}

type Projected = NonNullable<PodVolume['projected']>;
type Projection = NonNullable<Projected['sources']>[number];

function projectedCauses(at: string, projected: Projected): Cause[] {
  const taken = new Set<string>();
  const conflict = (path: string, owner: string): Cause[] => {
    if (!path) return [];
    if (taken.has(path)) return [invalidValue(at, owner, 'conflicting duplicate paths')];
    taken.add(path);
    return [];
  };
  const sources = (projected.sources ?? []).flatMap((source, i) => {
    const path = `${at}.sources[${i}]`;
    const causes = projectionCauses(at, path, source, conflict);
    const count = Object.values(source).filter((one) => one !== undefined).length;
    if (count > 1) causes.push(forbiddenField(path, 'may not specify more than 1 volume type per source'));
    return causes;
  });
  return [...modeCauses(`${at}.defaultMode`, projected.defaultMode), ...sources];
}

const minTokenSeconds = 600;
const maxTokenSeconds = 2 ** 32;

function projectionCauses(
  volume: string,
  at: string,
  source: Projection,
  conflict: (path: string, owner: string) => Cause[],
): Cause[] {
  const causes: Cause[] = [];
  for (const name of ['secret', 'configMap'] as const) {
    const one = source[name];
    if (!one) continue;
    if (!one.name) causes.push(required(`${at}.${name}.name`));
    for (const [i, item] of (one.items ?? []).entries()) {
      causes.push(...keyToPathCauses(`${at}.${name}.items[${i}]`, item), ...conflict(item.path, one.name ?? ''));
    }
  }
  for (const file of source.downwardAPI?.items ?? []) {
    causes.push(...downwardFileCauses(`${at}.downwardAPI`, file), ...conflict(file.path, file.path));
  }
  const token = source.serviceAccountToken;
  if (!token) return causes;
  const [seconds, field] = [token.expirationSeconds ?? 0, `${at}.serviceAccountToken.expirationSeconds`];
  if (seconds < minTokenSeconds) {
    causes.push(invalidValue(field, seconds, 'may not specify a duration less than 10 minutes'));
  }
  if (seconds > maxTokenSeconds) {
    causes.push(invalidValue(field, seconds, 'may not specify a duration larger than 2^32 seconds'));
  }
  if (!token.path) return [...causes, required(`${volume}.path`)];
  return [...causes, ...ownPathCauses(`${volume}.path`, token.path)];
}
