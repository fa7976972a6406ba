// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  ApiError,
  type Deployment,
  isAlreadyExists,
  isControlledBy,
  isDeepEqual,
  isNotFound,
  keyOf,
  type ReplicaSet,
  resources,
  splitKey,
} from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import { errorText, isNamespaceGoing } from '../pods/control.ts';
import { annotations } from './annotations.ts';
import { type Change, type DeploymentWorld, decide, said } from './decide.ts';
import { isOfTemplate, sizeOf } from './replica-sets.ts';
import type { DeploymentStatus } from './status.ts';

/** Takes a Deployment a step further and writes what it says of itself; gives when to look at it again. */
export async function apply(c: SoloContext, known: DeploymentWorld): Promise<{ afterMs: number } | undefined> {
  let world = known;
  let plan = decide(world);
  if (plan.do === 'create') {
    const made = await create(c, world.deployment, plan.replicaSet);
    if (!made) return undefined;
    const message = `Created new replica set "${made.metadata?.name}"`;
    const deployment = said(world.deployment, world.now, 'True', { reason: 'NewReplicaSetCreated', message });
    world = { ...world, deployment, replicaSets: [...world.replicaSets, made] };
    plan = decide(world);
    if (plan.do === 'create') throw new Error(`the ReplicaSet of ${keyOf(deployment)} is not of its template`);
  }
  for (const change of plan.changes) await resize(c, world.deployment, change);
  for (const { metadata } of plan.remove) {
    const { name = '', namespace, uid } = metadata ?? {};
    await c.client.delete(resources.replicaSets, { namespace, name }, { preconditions: { uid } });
  }
  const deployment = await writeRevision(c, known.deployment, plan.revision);
  await writeStatus(c, deployment, plan.status);
  return plan.afterMs === undefined ? undefined : { afterMs: plan.afterMs };
}

/** Creates the ReplicaSet of the present template, or finds that it exists already; undefined when its name was taken. */
async function create(c: SoloContext, deployment: Deployment, replicaSet: ReplicaSet): Promise<ReplicaSet | undefined> {
  const name = replicaSet.metadata?.name ?? '';
  try {
    const created = await c.client.create(resources.replicaSets, replicaSet);
    if (sizeOf(created) > 0) tellScale(c, deployment, name, { from: 0, to: sizeOf(created) });
    return created;
  } catch (error) {
    if (isAlreadyExists(error)) return await existing(c, deployment, replicaSet);
    if (!(error instanceof ApiError) || isNamespaceGoing(error)) throw error;
    const message = `Failed to create new replica set "${name}": ${errorText(error)}`;
    c.event(deployment, 'Warning', 'ReplicaSetCreateError', message);
    const failed = said(deployment, c.now(), 'False', { reason: 'ReplicaSetCreateError', message });
    await writeStatus(c, deployment, failed.status ?? {});
    throw error;
  }
}

async function existing(c: SoloContext, deployment: Deployment, wanted: ReplicaSet): Promise<ReplicaSet | undefined> {
  const found = await c.client.get(resources.replicaSets, splitKey(keyOf(wanted)));
  if (isControlledBy(found, deployment) && isOfTemplate(deployment.spec?.template, found)) return found;
  const collisionCount = (deployment.status?.collisionCount ?? 0) + 1;
  await writeStatus(c, deployment, { ...deployment.status, collisionCount });
  return undefined;
}

async function resize(c: SoloContext, deployment: Deployment, { before, after }: Change): Promise<void> {
  await c.client.update(resources.replicaSets, after);
  const sizes = { from: sizeOf(before), to: sizeOf(after) };
  if (sizes.from !== sizes.to) tellScale(c, deployment, before.metadata?.name ?? '', sizes);
}

function tellScale(c: SoloContext, deployment: Deployment, name: string, { from, to }: { from: number; to: number }) {
  const direction = to > from ? 'up' : 'down';
  c.event(deployment, 'Normal', 'ScalingReplicaSet', `Scaled ${direction} replica set ${name} from ${from} to ${to}`);
}

async function writeRevision(c: SoloContext, deployment: Deployment, revision?: number): Promise<Deployment> {
  if (revision === undefined) return deployment;
  const { uid, resourceVersion } = deployment.metadata ?? {};
  const metadata = { uid, resourceVersion, annotations: { [annotations.revision]: String(revision) } };
  const ref = splitKey(keyOf(deployment));
  return await c.client.patch(resources.deployments, ref, { type: 'merge', body: { metadata } });
}

async function writeStatus(c: SoloContext, deployment: Deployment, status: DeploymentStatus): Promise<void> {
  if (isDeepEqual(deployment.status ?? {}, status)) return;
  try {
    await c.client.update(resources.deployments, { ...deployment, status }, { subresource: 'status' });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
