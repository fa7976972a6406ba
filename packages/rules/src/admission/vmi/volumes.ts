// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { Volume } from '@kubevirt-ts/api';
import type { ClusterConfig } from '../../config/index.ts';
import { quantityValue } from '../../quantity/index.ts';
import { type Cause, each, type Finding, faults, invalid, missing, notFound } from '../cause.ts';
import { type SpecCheck, volumesOf } from '../spec-view.ts';
import { cloudInitFaults } from './cloud-init.ts';
import { filePathFaults } from './file-path.ts';

/** One volume among the others, with its path. */
interface VolumeView {
  volume: Volume;
  volumes: readonly Volume[];
  index: number;
  /** Path of the list of volumes. */
  list: string;
  path: string;
  config: ClusterConfig;
}

const sourceFields = [
  'persistentVolumeClaim',
  'sysprep',
  'cloudInitNoCloud',
  'cloudInitConfigDrive',
  'containerDisk',
  'ephemeral',
  'emptyDisk',
  'hostDisk',
  'dataVolume',
  'configMap',
  'secret',
  'downwardAPI',
  'serviceAccount',
  'downwardMetrics',
  'memoryDump',
  'containerPath',
] as const satisfies readonly (keyof Volume)[];

const duplicatedName = ({ volume, volumes, index, list, path }: VolumeView): Finding => {
  const other = volumes.findIndex(({ name }) => name === volume.name);
  return other < index && invalid(`${path}.name`, `${path} and ${list}[${other}] must not have the same Name.`);
};

const notOneSource = ({ volume, path }: VolumeView): Finding =>
  sourceFields.filter((field) => volume[field]).length !== 1 &&
  invalid(path, `${path} must have exactly one source type set`);

const namelessDataVolume = ({ volume, path }: VolumeView): Finding =>
  volume.dataVolume && !volume.dataVolume.name && missing(`${path}.name`, "DataVolume 'name' must be set");

const namelessReference = ({ volume, path }: VolumeView): Finding => {
  const nameless = (field: string): Cause => invalid(field, `${field} is a required field`);
  return faults(
    volume.configMap && !volume.configMap.name && nameless(`${path}.configMap.name`),
    volume.secret && !volume.secret.secretName && nameless(`${path}.secret.secretName`),
    volume.serviceAccount &&
      !volume.serviceAccount.serviceAccountName &&
      nameless(`${path}.serviceAccount.serviceAccountName`),
  );
};

const closedMetrics = ({ volume, path, config }: VolumeView): Finding =>
  volume.downwardMetrics &&
  !config.isEnabled('DownwardMetrics') &&
  invalid(path, 'downwardMetrics disks are not allowed: DownwardMetrics feature gate is not enabled.');

const unfitHostDisk = ({ volume: { hostDisk }, path, config }: VolumeView): Finding => {
  if (!hostDisk) return;
  const field = `${path}.hostDisk`;
  return faults(
    !config.isEnabled('HostDisk') && invalid(path, 'HostDisk feature gate is not enabled'),
    !hostDisk.path && notFound(`${field}.path`, `${field}.path is required for hostDisk volume`),
    !['Disk', 'DiskOrCreate'].includes(hostDisk.type) &&
      invalid(
        `${field}.type`,
        `${field}.type has invalid value '${hostDisk.type}', allowed are 'Disk' or 'DiskOrCreate'`,
      ),
    hostDisk.type === 'Disk' &&
      (quantityValue(hostDisk.capacity) ?? 0) !== 0 &&
      invalid(
        `${field}.capacity`,
        `${field}.capacity is allowed to pass only with ${field}.type equal to 'DiskOrCreate'`,
      ),
  );
};

const misplacedImagePath = ({ volume, path }: VolumeView): Finding =>
  volume.containerDisk?.path ? filePathFaults(`${path}.containerDisk`, volume.containerDisk.path) : undefined;

const families: readonly ((view: VolumeView) => Finding)[] = [
  duplicatedName,
  namelessDataVolume,
  notOneSource,
  ({ volume, path }) => cloudInitFaults(volume, path),
  closedMetrics,
  unfitHostDisk,
  namelessReference,
  misplacedImagePath,
];

const singletons: readonly [keyof Volume, string][] = [
  ['serviceAccount', 'serviceAccount volume'],
  ['downwardMetrics', 'downwardMetric volume'],
  ['memoryDump', 'memory dump volume'],
];

/** Everything about volumes alone, whatever disk shows them. */
export const volumeFaults: SpecCheck = ({ path, spec, config }) => {
  const list = `${path}.volumes`;
  const volumes = volumesOf(spec);
  return faults(
    each(volumes, (volume, index) => {
      const view = { volume, volumes, index, list, path: `${list}[${index}]`, config };
      return faults(...families.map((find) => find(view)));
    }),
    each(
      singletons,
      ([field, what]) =>
        volumes.filter((volume) => volume[field]).length > 1 && invalid(list, `${list} must have max one ${what} set`),
    ),
    spec.utilityVolumes &&
      invalid(
        `${path}.utilityVolumes`,
        'cannot create VMI with utility volumes in spec, utility volumes can only be added via hotplug',
      ),
  );
};
