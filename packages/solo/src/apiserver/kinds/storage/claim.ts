// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepEqual, type PersistentVolumeClaim } from '@kubevirt-ts/kube';
import { quantityNanos } from '../../../quantity.ts';
import type { Cause, Json, Strategy } from '../../kind.ts';
import { forbiddenField, invalidEach, invalidValue, notSupported, required } from '../validation/causes.ts';
import { labelSelectorCauses } from '../validation/label-selector.ts';
import { immutable } from '../validation/metadata.ts';
import { isDnsSubdomain } from '../validation/names.ts';

type ClaimSpec = NonNullable<PersistentVolumeClaim['spec']>;

/** The access modes there are. */
const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'] as const;
/** The volume modes there are. */
export const volumeModes = ['Block', 'Filesystem'] as const;

/** What is wrong with access modes. */
export function accessModeCauses(field: string, modes: readonly string[]): Cause[] {
  const known: readonly string[] = accessModes;
  const causes = modes.filter((mode) => !known.includes(mode)).map((mode) => notSupported(field, mode, known));
  const others = modes.filter((mode) => known.includes(mode) && mode !== 'ReadWriteOncePod');
  if (modes.includes('ReadWriteOncePod') && others.length) {
    causes.push(forbiddenField(field, 'may not use ReadWriteOncePod with other access modes'));
  }
  return causes;
}

/** What is wrong with what a claim asks for. @upstream ValidatePersistentVolumeClaimSpec */
export function claimSpecCauses(path: string, spec: ClaimSpec | undefined): Cause[] {
  const { accessModes: modes = [], selector, resources, storageClassName, volumeMode } = spec ?? {};
  const causes: Cause[] = modes.length ? [] : [required(`${path}.accessModes`, 'at least 1 access mode is required')];
  causes.push(...labelSelectorCauses(`${path}.selector`, selector), ...accessModeCauses(`${path}.accessModes`, modes));
  const storage = resources?.requests?.storage;
  if (storage === undefined) causes.push(required(`${path}.resources[storage]`));
  else if ((quantityNanos(storage) ?? 0n) <= 0n) {
    causes.push(invalidValue(`${path}.resources[storage]`, storage, 'must be greater than zero'));
  }
  if (storageClassName) {
    causes.push(...invalidEach(`${path}.storageClassName`, storageClassName, isDnsSubdomain(storageClassName)));
  }
  if (volumeMode !== undefined && !(volumeModes as readonly string[]).includes(volumeMode)) {
    causes.push(notSupported(`${path}.volumeMode`, volumeMode, volumeModes));
  }
  for (const name of ['dataSource', 'dataSourceRef'] as const) {
    const source = spec?.[name];
    if (source) causes.push(...dataSourceCauses(`${path}.${name}`, source));
  }
  return causes;
}

function dataSourceCauses(at: string, source: { name: string; kind: string; apiGroup?: string }): Cause[] {
  const causes: Cause[] = [];
  if (!source.name) causes.push(required(`${at}.name`));
  if (!source.kind) causes.push(required(`${at}.kind`));
  if (!source.apiGroup && source.kind !== 'PersistentVolumeClaim') {
    const sentence = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
    causes.push(invalidValue(at, source.kind, sentence));
  }
  return causes;
}

/** Keeps what is in use: its finalizer goes when nobody uses it any more. @upstream the StorageObjectInUseProtection admission plugin */
export function protect(object: Json, finalizer: string): void {
  const finalizers = object.metadata?.finalizers ?? [];
  if (finalizers.includes(finalizer)) return;
  object.metadata = { ...object.metadata, finalizers: [...finalizers, finalizer] };
}

const fixedSentence =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

function updateCauses(claim: PersistentVolumeClaim, old: PersistentVolumeClaim): Cause[] {
  const [next, before] = [structuredClone(claim.spec ?? {}), structuredClone(old.spec ?? {})];
  // A volume is found once, and a class given once to claims that came without.
  if (!before.volumeName) before.volumeName = next.volumeName;
  if (before.storageClassName === undefined) before.storageClassName = next.storageClassName;
  const [newSize, oldSize] = [next.resources?.requests?.storage, before.resources?.requests?.storage];
  if (claim.status?.phase === 'Bound' && next.resources?.requests && oldSize !== undefined) {
    next.resources.requests.storage = oldSize;
  }
  const causes: Cause[] = isDeepEqual(next, before) ? [] : [forbiddenField('spec', fixedSentence)];
  const [newNanos, oldNanos] = [quantityNanos(newSize ?? '0') ?? 0n, quantityNanos(oldSize ?? '0') ?? 0n];
  const statusNanos = quantityNanos(old.status?.capacity?.storage ?? '0') ?? 0n;
  if (newNanos < oldNanos && newNanos <= statusNanos) {
    causes.push(forbiddenField('spec.resources.requests.storage', 'field can not be less than status.capacity'));
  }
  return [...causes, ...immutable('volumeMode', claim.spec?.volumeMode, old.spec?.volumeMode)];
}

/** What is special about claims. */
export const claimStrategy: Strategy = {
  setDefaults(object) {
    const { spec, status } = object as unknown as PersistentVolumeClaim;
    if (spec) {
      spec.volumeMode ??= 'Filesystem';
    }
    if (status) status.phase ||= 'Pending';
  },
  prepareForCreate(object) {
    const { spec } = object as unknown as PersistentVolumeClaim;
    if (spec) shareDataSource(spec, true);
    object.status = { phase: 'Pending' };
    protect(object, 'kubernetes.io/pvc-protection');
  },
  prepareForUpdate(object) {
    const { spec } = object as unknown as PersistentVolumeClaim;
    if (spec) shareDataSource(spec, false);
  },
  validate: (object) => claimSpecCauses('spec', (object as unknown as PersistentVolumeClaim).spec),
  validateUpdate: (object, old) => [
    ...claimSpecCauses('spec', (object as unknown as PersistentVolumeClaim).spec),
    ...updateCauses(object as unknown as PersistentVolumeClaim, old as unknown as PersistentVolumeClaim),
  ],
  selectableFields: (object: Json) => ({ name: object.metadata?.name ?? '' }),
};

// Two fields for the same thing: the newer may also name other namespaces.
function shareDataSource(spec: ClaimSpec, isNew: boolean): void {
  // The older takes only what it always took, and is silent about the rest.
  if (isNew && spec.dataSource && !isClaimOrSnapshot(spec.dataSource)) delete spec.dataSource;
  const { dataSource, dataSourceRef } = spec;
  if (dataSource && !dataSourceRef) spec.dataSourceRef = { ...dataSource };
  else if (dataSourceRef && !dataSource && !dataSourceRef.namespace) spec.dataSource = { ...dataSourceRef };
}

function isClaimOrSnapshot({ apiGroup, kind }: { apiGroup?: string | null; kind: string }): boolean {
  if (kind === 'PersistentVolumeClaim') return !apiGroup;
  return kind === 'VolumeSnapshot' && apiGroup === 'snapshot.storage.k8s.io';
}
