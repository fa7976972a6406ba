// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  annotations,
  resources as deviceResources,
  labels,
  type VirtualMachineInstance,
  vmiPhases,
} from '@kubevirt-ts/api';
import { isControlledBy, type Node, type PersistentVolumeClaim, type Pod, resources } from '@kubevirt-ts/kube';
import {
  type ClaimFacts,
  isFinal,
  isHandedOver,
  type NodeKvmFacts,
  type PodFacts,
} from '@kubevirt-ts/rules/virtual-machine-instance';
import { indexes } from '../caches.ts';
import { verdictMessageAnnotation } from '../kvm-probe/decide.ts';
import { isUnresponsive } from '../node-heartbeat/decide.ts';
import type { World } from '../world.ts';
import type { Known } from './decide.ts';
import type { LastPods } from './last-pods.ts';
import { podFacts } from './pod-facts.ts';
import { launcherPodName } from './pod-name.ts';

const claimFacts = (claim: PersistentVolumeClaim | undefined): ClaimFacts | undefined =>
  claim && {
    accessModes: claim.spec?.accessModes as ClaimFacts['accessModes'],
    volumeMode: claim.spec?.volumeMode as ClaimFacts['volumeMode'],
    capacity: claim.status?.capacity,
    requests: claim.spec?.resources?.requests,
  };

const kvmFacts = (node: Node, now: Date): NodeKvmFacts => {
  const verdict = node.metadata?.labels?.[labels.kvm];
  const allocatable = node.status?.allocatable ?? {};
  return {
    name: node.metadata?.name ?? '',
    agentAlive: node.metadata?.annotations?.[annotations.heartbeat] !== undefined && !isUnresponsive(node, now),
    devicePresent: Number(allocatable[deviceResources.kvmProbe] ?? 0) > 0,
    verdict: verdict === 'true' ? 'works' : verdict === 'false' ? 'broken' : 'untried',
    message: node.metadata?.annotations?.[verdictMessageAnnotation],
    offered: Number(allocatable[deviceResources.kvm] ?? 0),
  };
};

/** Whether a pod is expected to exist, so that one missing from the cache must be looked for before its end is told. */
const needsCertainty = ({ metadata, status }: VirtualMachineInstance): boolean =>
  metadata?.deletionTimestamp !== undefined ||
  (status?.phase !== undefined && status.phase !== vmiPhases.pending && !isFinal(status.phase));

/** Collects what the decision about one VMI depends on. */
export const gather = async (world: World, lastPods: LastPods, vmi: VirtualMachineInstance): Promise<Known> => {
  const { caches } = world;
  const { namespace, uid } = vmi.metadata ?? {};
  const now = world.now();
  const lastPod = lastPods.of(uid);
  const cached: Pod | undefined = caches.launcherPods.by(indexes.owner, uid ?? '')[0];
  let pod: PodFacts | undefined = cached && podFacts(cached);
  if (!pod && !lastPod && needsCertainty(vmi)) {
    const found = await world.client.find(resources.pods, { namespace, name: launcherPodName(vmi) });
    if (found && isControlledBy(found, vmi)) pod = podFacts(found);
  }
  const nodeName = vmi.status?.nodeName;
  const node = nodeName ? caches.nodes.get(nodeName) : undefined;
  return {
    vmi,
    pod,
    lastPod: pod ? undefined : lastPod,
    endedForMs: lastPods.endedForMs(uid, isHandedOver(vmi.status?.phase) && (!pod || pod.ended), now),
    claim: (name) => claimFacts(caches.persistentVolumeClaims.get(`${namespace}/${name}`)),
    nodes: pod?.wantsKvm && pod.scheduled?.status === 'False' ? caches.nodes.list().map((n) => kvmFacts(n, now)) : [],
    nodeUnresponsive: nodeName !== undefined && (!node || isUnresponsive(node, now)),
    launcherImage: world.launcherImage,
    now,
  };
};
