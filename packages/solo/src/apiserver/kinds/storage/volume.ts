// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepEqual, type PersistentVolume } from '@kubevirt-ts/kube';
import { quantityNanos } from '../../../quantity.ts';
import type { Cause, Json, Strategy } from '../../kind.ts';
import { nodeSelectorCauses } from '../pod/scheduling.ts';
import { forbiddenField, invalidEach, invalidValue, notSupported, oneOf, required } from '../validation/causes.ts';
import { immutable } from '../validation/metadata.ts';
import { isDnsSubdomain } from '../validation/names.ts';
import { noBackstepsCauses } from '../validation/paths.ts';
import { accessModeCauses, protect, volumeModes } from './claim.ts';

type VolumeSpec = NonNullable<PersistentVolume['spec']>;

function typed(object: Json): PersistentVolume {
  return object as unknown as PersistentVolume;
}

/** What is special about persistent volumes. `now` is noted when a volume's phase changes. */
export function volumeStrategy(now: () => Date): Strategy {
  const time = () => `${now().toISOString().slice(0, 19)}Z`;
  return {
    setDefaults(object) {
      const { spec, status } = typed(object);
      if (status) status.phase ||= 'Pending';
      if (!spec) return;
      spec.persistentVolumeReclaimPolicy ||= 'Retain';
      spec.volumeMode ??= 'Filesystem';
      if (spec.hostPath) spec.hostPath.type ??= '';
    },
    prepareForCreate(object) {
      object.status = { phase: 'Pending', lastPhaseTransitionTime: time() };
      protect(object, 'kubernetes.io/pv-protection');
    },
    prepareForUpdate(object, old) {
      const [{ status }, { status: before }] = [typed(object), typed(old)];
      if (!status || status.phase === before?.phase) return;
      const isNoted = status.lastPhaseTransitionTime !== before?.lastPhaseTransitionTime;
      if (!isNoted || !status.lastPhaseTransitionTime) status.lastPhaseTransitionTime = time() as never;
    },
    validate: (object) => specCauses(typed(object).spec ?? {}),
    validateUpdate: (object, old) => [
      ...specCauses(typed(object).spec ?? {}),
      ...updateCauses(typed(object).spec ?? {}, typed(old).spec ?? {}),
    ],
    selectableFields: (object) => ({ name: object.metadata?.name ?? '' }),
  };
}

const reclaimPolicies = ['Delete', 'Recycle', 'Retain'];

function specCauses(spec: VolumeSpec): Cause[] {
  const { accessModes = [], capacity = {}, volumeMode, persistentVolumeReclaimPolicy: policy } = spec;
  const causes: Cause[] = accessModes.length ? [] : [required('spec.accessModes')];
  causes.push(...accessModeCauses('spec.accessModes', accessModes));
  if (!Object.keys(capacity).length) causes.push(required('spec.capacity'));
  if (capacity.storage === undefined || Object.keys(capacity).length > 1) {
    causes.push(notSupported('spec.capacity', spec.capacity, ['storage']));
  }
  if (capacity.storage !== undefined && (quantityNanos(capacity.storage) ?? 0n) <= 0n) {
    causes.push(invalidValue('spec.capacity[storage]', capacity.storage, 'must be greater than zero'));
  }
  if (policy) causes.push(...oneOf('spec.persistentVolumeReclaimPolicy', policy, reclaimPolicies));
  causes.push(...sourceCauses(spec));
  if (spec.nodeAffinity) {
    const { required: selector } = spec.nodeAffinity;
    const at = 'spec.nodeAffinity.required';
    causes.push(
      ...(selector ? nodeSelectorCauses(at, selector) : [required(at, 'must specify required node constraints')]),
    );
  }
  if (spec.storageClassName) {
    causes.push(...invalidEach('spec.storageClassName', spec.storageClassName, isDnsSubdomain(spec.storageClassName)));
  }
  if (volumeMode !== undefined) causes.push(...oneOf('spec.volumeMode', volumeMode, volumeModes));
  return causes;
}

// What of a volume's specification says where it is.
const sources = [
  'awsElasticBlockStore',
  'azureDisk',
  'azureFile',
  'cephfs',
  'cinder',
  'csi',
  'fc',
  'flexVolume',
  'flocker',
  'gcePersistentDisk',
  'glusterfs',
  'hostPath',
  'iscsi',
  'local',
  'nfs',
  'photonPersistentDisk',
  'portworxVolume',
  'quobyte',
  'rbd',
  'scaleIO',
  'storageos',
  'vsphereVolume',
] as const;

function sourceCauses(spec: VolumeSpec): Cause[] {
  const [first, ...others] = sources.filter((name) => spec[name] !== undefined);
  if (first === undefined) return [required('spec', 'must specify a volume type')];
  const causes: Cause[] = [];
  for (const name of ['hostPath', 'local'] as const) {
    const source = spec[name];
    if (!source) continue;
    if (!source.path) causes.push(required(`spec.${name}.path`));
    else causes.push(...noBackstepsCauses(`spec.${name}.path`, source.path));
  }
  if (spec.hostPath?.path === '/' && spec.persistentVolumeReclaimPolicy === 'Recycle') {
    causes.push(
      forbiddenField('spec.persistentVolumeReclaimPolicy', "may not be 'recycle' for a hostPath mount of '/'"),
    );
  }
  if (spec.local && !spec.nodeAffinity) {
    causes.push(required('spec.nodeAffinity', 'Local volume requires node affinity'));
  }
  return [
    ...causes,
    ...others.map((name) => forbiddenField(`spec.${name}`, 'may not specify more than 1 volume type')),
  ];
}

function updateCauses(spec: VolumeSpec, before: VolumeSpec): Cause[] {
  const causes: Cause[] = [];
  if (sources.some((name) => !isDeepEqual(spec[name], before[name]))) {
    const sentence = 'spec.persistentvolumesource is immutable after creation';
    causes.push(forbiddenField('spec.persistentvolumesource', sentence));
  }
  causes.push(...immutable('volumeMode', spec.volumeMode, before.volumeMode));
  if (before.nodeAffinity) causes.push(...immutable('nodeAffinity', spec.nodeAffinity, before.nodeAffinity));
  return causes;
}
