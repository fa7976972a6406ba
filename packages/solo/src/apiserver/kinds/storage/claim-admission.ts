// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { PersistentVolumeClaim, StorageClass } from '@kubevirt-ts/kube';
import { quantityNanos } from '../../../quantity.ts';
import { forbidden } from '../../errors.ts';
import type { Json, Strategy } from '../../kind.ts';
import { isDefaultClass } from '../columns/cluster.ts';
import type { World } from '../world.ts';

const betaClass = 'volume.beta.kubernetes.io/storage-class';
const classes = 'storage.k8s.io/storageclasses';

function typed(object: Json): PersistentVolumeClaim {
  return object as unknown as PersistentVolumeClaim;
}

/**
 * Gives new claims that name no class the default one; lets claims grow only where their class does.
 * @upstream the DefaultStorageClass and PersistentVolumeClaimResize admission plugins
 */
export function claimAdmission(world: World): Strategy {
  return {
    admit(object, { old, request }) {
      if (!old) giveClass(typed(object), world);
      else if (!request.info.subresource) checkGrowth(typed(object), typed(old), world);
    },
  };
}

function giveClass({ spec, metadata }: PersistentVolumeClaim, world: World): void {
  if (!spec || spec.storageClassName !== undefined || metadata?.annotations?.[betaClass] !== undefined) return;
  const [newest] = world
    .list<StorageClass>(classes)
    .filter(isDefaultClass)
    .sort((a, b) => created(b).localeCompare(created(a)) || named(a).localeCompare(named(b)));
  if (newest) spec.storageClassName = newest.metadata?.name;
}

/** @throws ApiError 403 */
function checkGrowth(claim: PersistentVolumeClaim, old: PersistentVolumeClaim, world: World): void {
  if (sizeNanos(claim) <= sizeNanos(old)) return;
  const refuse = (why: string) =>
    forbidden({ group: '', plural: 'persistentvolumeclaims' }, claim.metadata?.name ?? '', why);
  if (old.status?.phase !== 'Bound') throw refuse('Only bound persistent volume claims can be expanded');
  const name = classOf(claim);
  const isSame = name !== '' && name === classOf(old);
  if (isSame && world.get<StorageClass>(classes, name)?.allowVolumeExpansion) return;
  throw refuse(
    'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
  );
}

function sizeNanos({ spec }: PersistentVolumeClaim): bigint {
  return quantityNanos(spec?.resources?.requests?.storage ?? '0') ?? 0n;
}

function classOf({ metadata, spec }: PersistentVolumeClaim): string {
  return metadata?.annotations?.[betaClass] ?? spec?.storageClassName ?? '';
}

function created({ metadata }: StorageClass): string {
  return metadata?.creationTimestamp ?? '';
}

function named({ metadata }: StorageClass): string {
  return metadata?.name ?? '';
}
