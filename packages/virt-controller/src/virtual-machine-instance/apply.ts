// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { eventReasons, type VirtualMachineInstance, vmiConditionReasons } from '@kubevirt-ts/api';
import {
  isAlreadyExists,
  isControlledBy,
  keyOf,
  type PersistentVolumeClaim,
  type Pod,
  resources,
} from '@kubevirt-ts/kube';
import { type ConditionFacts, claimsOf, wireTime } from '@kubevirt-ts/rules/virtual-machine-instance';
import { kinds } from '../kinds.ts';
import { mergeDiff } from '../merge-diff.ts';
import type { OwnWrites } from '../own-writes.ts';
import type { World } from '../world.ts';
import type { Decision, Known } from './decide.ts';
import { podFacts } from './pod-facts.ts';
import { launcherPodName } from './pod-name.ts';

const launcherPod = ({ caches, renderPod }: World, vmi: VirtualMachineInstance): Pod => {
  const claims = new Map<string, PersistentVolumeClaim>();
  for (const { claim } of claimsOf(vmi)) {
    const found = caches.persistentVolumeClaims.get(`${vmi.metadata?.namespace}/${claim}`);
    if (found) claims.set(claim, found);
  }
  const pod = renderPod(vmi, claims);
  return { ...pod, metadata: { ...pod.metadata, namespace: vmi.metadata?.namespace, name: launcherPodName(vmi) } };
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Makes the VMI's pod, or finds the one that was made before; says why when neither is possible. */
export const createPod = async (world: World, vmi: VirtualMachineInstance): Promise<Pick<Known, 'pod' | 'failure'>> => {
  const { client, recorder } = world;
  try {
    const wanted = launcherPod(world, vmi);
    try {
      const pod = await client.create(resources.pods, wanted);
      recorder.event(vmi, 'Normal', eventReasons.successfulCreate, `Created virtual machine pod ${pod.metadata?.name}`);
      return { pod: podFacts(pod) };
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      const ref = { namespace: wanted.metadata?.namespace, name: wanted.metadata?.name ?? '' };
      const there = await client.find(resources.pods, ref);
      if (!there || !isControlledBy(there, vmi)) throw error;
      return { pod: podFacts(there) };
    }
  } catch (error) {
    const reason = vmiConditionReasons.failedCreate;
    recorder.event(vmi, 'Warning', eventReasons.failedCreate, `Error creating pod: ${messageOf(error)}`);
    return { failure: { reason, message: `failed to create virtual machine pod: ${messageOf(error)}` } };
  }
};

const deletePod = async (world: World, { vmi, deletePod: order }: Decision): Promise<void> => {
  if (!order) return;
  const { pod, graceSeconds } = order;
  const ref = { namespace: vmi.metadata?.namespace, name: pod.name };
  await world.client.delete(resources.pods, ref, {
    gracePeriodSeconds: graceSeconds,
    preconditions: { uid: pod.uid },
  });
  if (pod.deleting) return;
  const message = `Deleted virtual machine pod ${pod.name}`;
  world.recorder.event(vmi, 'Normal', eventReasons.successfulDelete, message);
};

const patchGate = async (
  world: World,
  vmi: VirtualMachineInstance,
  pod: string,
  gate: ConditionFacts,
): Promise<void> => {
  const condition = { ...gate, lastProbeTime: null, lastTransitionTime: wireTime(world.now()) };
  await world.client.patch(
    resources.pods,
    { namespace: vmi.metadata?.namespace, name: pod },
    { type: 'strategic', body: { status: { conditions: [condition] } } },
    { subresource: 'status' },
  );
};

/** Writes what differs between the VMI that is and the one that should be, in one request that fails if it changed. */
const patchVmi = async (
  world: World,
  own: OwnWrites<VirtualMachineInstance>,
  before: VirtualMachineInstance,
  after: VirtualMachineInstance,
): Promise<void> => {
  const diff = mergeDiff(before, after) as { metadata?: object } | undefined;
  if (!diff) return;
  const { namespace, name = '', resourceVersion } = before.metadata ?? {};
  const body = { ...diff, metadata: { ...diff.metadata, resourceVersion } };
  const written = await world.client.patch(kinds.virtualMachineInstances, { namespace, name }, { type: 'merge', body });
  own.note(keyOf(before), before, written);
};

/** Carries a decision out; the pod's gate and the VMI's status are independent and written at once. */
export const apply = async (
  world: World,
  own: OwnWrites<VirtualMachineInstance>,
  known: Known,
  decision: Decision,
): Promise<void> => {
  const { vmi, gate, notices } = decision;
  await deletePod(world, decision);
  await Promise.all([
    patchVmi(world, own, known.vmi, vmi),
    gate && known.pod ? patchGate(world, vmi, known.pod.name, gate) : undefined,
  ]);
  for (const { type, reason, message } of notices) world.recorder.event(vmi, type, reason, message);
};
