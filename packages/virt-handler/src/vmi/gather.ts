// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import { type Client, type Pod, resources } from '@kubevirt-ts/kube';
import type { Machine } from '../machines/machine.ts';
import { type Owner, podIps } from '../owners/decide.ts';
import type { Owners } from '../owners/owners.ts';
import type { Notes, PodFacts, Situation } from './situation.ts';

/** What the situation of a VMI is gathered from. */
export interface World {
  client: Client;
  nodeName: string;
  owners: Owners;
  now: () => Date;
}

/** The situation, and the machine to command. */
export interface Gathered {
  situation: Situation;
  machine?: Machine;
}

/** Gathers a VMI's situation; the pod is read only when the machine itself cannot tell. */
export async function gather(world: World, vmi: VirtualMachineInstance, notes: Notes): Promise<Gathered> {
  const { client, nodeName, owners, now } = world;
  const place = owners.slotOf(vmi.metadata?.uid ?? '');
  const machine = place?.slot.machine;
  const state = machine?.state;
  const base = { vmi, nodeName, notes, ...(state ? { machine: state } : {}) };
  if (!place) return { situation: { ...base, now: now() } };
  const pod =
    state?.connected && place.owner.podIps.length > 0 ? running(place.owner) : await readPod(client, place.owner);
  return { situation: { ...base, pod, now: now() }, machine };
}

const running = ({ podIps: ips }: Owner): PodFacts => ({ ips, compute: 'running' });

/** Reads a pod; one of the same name but another uid is not it. */
async function readPod(client: Client, owner: Owner): Promise<PodFacts> {
  const pod = await client.find<Pod>(resources.pods, { namespace: owner.vmiNamespace, name: owner.podName });
  if (pod?.metadata?.uid !== owner.podUid) return { ips: [], compute: 'absent' };
  const compute = pod.status?.containerStatuses?.find(({ name }) => name === 'compute')?.state;
  const terminationMessage = compute?.terminated?.message?.trim();
  return {
    ips: podIps(pod),
    compute: compute?.terminated
      ? 'terminated'
      : compute?.running
        ? 'running'
        : finished(pod)
          ? 'terminated'
          : 'waiting',
    ...(terminationMessage ? { terminationMessage } : {}),
  };
}

/** A pod that was evicted may have no container status at all. */
function finished({ status }: Pod): boolean {
  return status?.phase === 'Failed' || status?.phase === 'Succeeded';
}
