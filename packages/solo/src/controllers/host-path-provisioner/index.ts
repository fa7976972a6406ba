// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  type Controller,
  controller,
  type KubeObject,
  keyOf,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Reconcile,
  refKey,
  resources,
  type StorageClass,
  source,
} from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import { claimNames, isBound } from '../../scheduler/filters/volumes.ts';
import { byNamespace, indexOf } from '../index-of.ts';
import { createdMs } from '../pods/state.ts';
import { bind, provision, writeClaimStatus, writePhase } from './bind.ts';
import { annotations, decideClaim, type Told } from './claims.ts';
import type { Directories } from './directories.ts';
import { protectClaim, protectVolume } from './protection.ts';
import { decideVolume, provisionerName } from './volume.ts';

/** A claim that has nobody to bind to is told so once in this time. @upstream its resync period */
const retellMs = 15_000;

/**
 * Watches claims, volumes and pods; binds claims to volumes, makes and removes volumes of its own class, and keeps those in use.
 * @upstream the persistentvolume-binder, pvc-protection and pv-protection controllers, and an external provisioner
 * @differs volumes are directories of the one machine: a claim that is to be shared gets one that all nodes reach
 */
export function hostPathProvisionerController(c: SoloContext, o: { directories: Directories }): Controller {
  const claims = c.cache(resources.persistentVolumeClaims);
  const volumes = c.cache(resources.persistentVolumes);
  const classes = c.cache(resources.storageClasses);
  const pods = c.cache(resources.pods);
  const nodes = c.cache(resources.nodes);
  const podsOf = indexOf(pods, byNamespace);
  const told = new Map<string, { message: string; atMs: number }>();

  const tell = (claim: PersistentVolumeClaim, { type, reason, message }: Told) => {
    const key = keyOf(claim);
    const nowMs = c.now().getTime();
    const last = told.get(key);
    if (last?.message === message && nowMs - last.atMs < retellMs) return;
    told.set(key, { message, atMs: nowMs });
    c.event(claim, type, reason, message);
  };
  const classOf = (claim: PersistentVolumeClaim): StorageClass | undefined => {
    const name = claim.spec?.storageClassName;
    return name ? classes.get(name) : undefined;
  };
  const reconcileClaim = async (claim: PersistentVolumeClaim) => {
    if (await protectClaim(c.client, claim, podsOf.by(claim.metadata?.namespace ?? ''))) return;
    if (
      claim.spec?.storageClassName === undefined &&
      !claim.spec?.volumeName &&
      (await adoptClass(c, claim, classes.list()))
    )
      return;
    const storageClass = classOf(claim);
    const step = decideClaim({ claim, volumes: volumes.list(), storageClass });
    if (step.do === 'bind') return await bind(c, claim, step.volume);
    if (step.do === 'lost') {
      if (claim.status?.phase !== 'Lost') tell(claim, step.told);
      return await writeClaimStatus(c, claim, { phase: 'Lost' });
    }
    if (claim.status?.phase !== 'Pending') await writeClaimStatus(c, claim, { phase: 'Pending' });
    if (step.do === 'wait' && step.told) tell(claim, step.told);
    if (step.do !== 'provision' || !storageClass) return;
    if (storageClass.provisioner === provisionerName) {
      return await provision(c, { directories: o.directories, nodes: nodes.list() }, claim, storageClass);
    }
    await waitForProvisioner(c, claim, storageClass.provisioner, tell);
  };
  const reconcileVolume = async (volume: PersistentVolume) => {
    const ref = volume.spec?.claimRef;
    const claim = ref && claims.get(refKey({ namespace: ref.namespace, name: ref.name ?? '' }));
    const { phase, isOver } = decideVolume(volume, claim);
    await writePhase(c, volume, phase);
    if (!isOver) {
      await protectVolume(c.client, { ...volume, status: { ...volume.status, phase } });
      return;
    }
    const path = volume.spec?.local?.path ?? volume.spec?.hostPath?.path;
    if (path) await o.directories.remove(path);
    const name = keyOf(volume);
    await c.client.delete(resources.persistentVolumes, { name }, { preconditions: { uid: volume.metadata?.uid } });
    await protectVolume(c.client, await goingVolume(c, volume));
  };
  const reconcile: Reconcile = async (key) => {
    const [kind = '', name = ''] = [key.slice(0, 1), key.slice(2)];
    if (kind === 'c') {
      const claim = claims.get(name);
      if (claim) await reconcileClaim(claim);
      else told.delete(name);
    } else {
      const volume = volumes.get(name);
      if (volume) await reconcileVolume(volume);
    }
  };
  const claimKey = (claim: KubeObject) => `c:${keyOf(claim)}`;
  const waiting = () =>
    claims
      .list()
      .filter((claim) => !isBound(claim))
      .map(claimKey);
  return controller({
    name: 'persistentvolume',
    logger: c.logger,
    signal: c.signal,
    reconcile,
    sources: [
      source(nodes, () => []),
      source(classes, waiting),
      source(claims, (claim) => [claimKey(claim), ...(claim.spec?.volumeName ? [`v:${claim.spec.volumeName}`] : [])]),
      source(volumes, (volume) => {
        const ref = volume.spec?.claimRef;
        const holder = ref && `c:${refKey({ namespace: ref.namespace, name: ref.name ?? '' })}`;
        return [`v:${keyOf(volume)}`, ...(holder ? [holder] : waiting())];
      }),
      source(pods, (pod) => claimNames(pod).map((name) => `c:${pod.metadata?.namespace}/${name}`)),
    ],
  });
}

/** The volume with its deletion begun. */
async function goingVolume(c: SoloContext, volume: PersistentVolume): Promise<PersistentVolume> {
  return (await c.client.find(resources.persistentVolumes, { name: keyOf(volume) })) ?? volume;
}

/** Gives a claim that names no class the default one, if there is one. */
async function adoptClass(
  c: SoloContext,
  claim: PersistentVolumeClaim,
  classes: readonly StorageClass[],
): Promise<boolean> {
  const isDefault = ({ metadata }: StorageClass) =>
    metadata?.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
  const chosen = classes.filter(isDefault).sort((a, b) => createdMs(b) - createdMs(a))[0];
  if (!chosen) return false;
  const { namespace, name = '', uid } = claim.metadata ?? {};
  const body = { metadata: { uid }, spec: { storageClassName: chosen.metadata?.name } };
  await c.client.patch(resources.persistentVolumeClaims, { namespace, name }, { type: 'merge', body });
  return true;
}

/** Asks a provisioner that somebody else runs. */
async function waitForProvisioner(
  c: SoloContext,
  claim: PersistentVolumeClaim,
  provisioner: string,
  tell: (claim: PersistentVolumeClaim, told: Told) => void,
): Promise<void> {
  const { namespace, name = '', uid, annotations: known = {} } = claim.metadata ?? {};
  if (known[annotations.provisioner] !== provisioner) {
    const body = { metadata: { uid, annotations: { [annotations.provisioner]: provisioner } } };
    await c.client.patch(resources.persistentVolumeClaims, { namespace, name }, { type: 'merge', body });
  }
  const message =
    `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. ` +
    'If volume creation is delayed, please verify that the provisioner is running and correctly registered.';
  tell(claim, { type: 'Normal', reason: 'ExternalProvisioning', message });
}
