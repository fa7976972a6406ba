// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import type { DeviceHolder, Log, PodResources } from '@kubevirt-ts/host';
import { type Cache, type Client, keyOf, type Pod, resources } from '@kubevirt-ts/kube';
import type { Channels } from '../channels/channels.ts';
import type { Slot } from '../channels/slot.ts';
import { decideOwner, type Owner } from './decide.ts';

/** How long a pod that was found to be nobody's is not read again, unless a VMI changes. */
const pauseMs = 5000;

/** Knows whose the slots are. */
export interface Owners {
  /** Asks the kubelet and settles the slots and their owners. */
  refresh(): Promise<void>;
  /** Forgets whose a slot was: it goes to a new pod. */
  forget(slotId: string): void;
  /** The VMI at a slot. */
  ownerOf(slotId: string): Owner | undefined;
  /** The slot of a VMI's pod, by the VMI's uid. */
  slotOf(vmiUid: string): { slot: Slot; owner: Owner } | undefined;
  /** Every slot that has a VMI. */
  list(): { slot: Slot; owner: Owner }[];
  /** True while some slot is held by a pod that is nobody's yet: worth another look soon. */
  readonly unsettled: boolean;
}

/** What the owners are found out with. */
export interface OwnersOptions {
  nodeName: string;
  resourceName: string;
  client: Client;
  podResources: PodResources;
  channels(): Channels;
  vmis: Cache<VirtualMachineInstance>;
  log: Log;
  /** Told that a slot has found its VMI. */
  onOwner(owner: Owner): void;
}

/** Makes the register of owners; the VMI cache must have the index `uid`. */
export function owners(o: OwnersOptions): Owners {
  const known = new Map<string, Owner>();
  const denied = new Map<string, { holder: string; evidence: string; untilMs: number }>();
  /** Counted up when a slot is forgotten, so that an answer that was under way meanwhile is not believed. */
  const generation = new Map<string, number>();

  const forget = (slotId: string): void => {
    known.delete(slotId);
    denied.delete(slotId);
    generation.set(slotId, (generation.get(slotId) ?? 0) + 1);
  };
  const vmiOf = (uid: string): VirtualMachineInstance | undefined => o.vmis.by('uid', uid)[0];
  /** Changes when a VMI of the pod's namespace does: only then can a denied pod have become somebody's. */
  const evidenceFor = (namespace: string): string =>
    o.vmis
      .list()
      .filter((vmi) => vmi.metadata?.namespace === namespace)
      .map((vmi) => `${keyOf(vmi)}@${Object.keys(vmi.status?.activePods ?? {}).join()}`)
      .join();

  const settle = async (holder: DeviceHolder): Promise<void> => {
    const { deviceId, namespace, pod: name } = holder;
    const present = known.get(deviceId);
    if (present?.podName === name && present.vmiNamespace === namespace) return;
    if (present) forget(deviceId);
    const holderKey = `${namespace}/${name}`;
    const evidence = evidenceFor(namespace);
    const before = denied.get(deviceId);
    if (before?.holder === holderKey && before.evidence === evidence && performance.now() < before.untilMs) return;
    const at = generation.get(deviceId);
    const pod = await o.client.find<Pod>(resources.pods, { namespace, name });
    if (generation.get(deviceId) !== at) return;
    const { owner, reason } = decideOwner({ holder, pod, nodeName: o.nodeName, vmi: vmiOf });
    if (owner) {
      known.set(deviceId, owner);
      denied.delete(deviceId);
      o.onOwner(owner);
    } else {
      if (before?.holder !== holderKey)
        o.log.info({ slot: deviceId, pod: holderKey, reason }, 'a slot is nobody’s yet');
      denied.set(deviceId, { holder: holderKey, evidence, untilMs: performance.now() + pauseMs });
    }
  };
  const list = (): { slot: Slot; owner: Owner }[] =>
    [...known].flatMap(([slotId, owner]) => {
      const slot = o.channels().get(slotId);
      return slot ? [{ slot, owner }] : [];
    });
  return {
    forget,
    ownerOf: (slotId) => known.get(slotId),
    list,
    slotOf: (vmiUid) => list().find(({ owner }) => owner.vmiUid === vmiUid),
    get unsettled() {
      return denied.size > 0;
    },
    async refresh() {
      const holders = await o.podResources.holders(o.resourceName);
      const held = new Set(holders.map(({ deviceId }) => deviceId));
      await o.channels().settle(held);
      for (const slotId of [...known.keys(), ...denied.keys()]) if (!held.has(slotId)) forget(slotId);
      for (const holder of holders) {
        // Two pods for one device: the kubelet has not forgotten the former one yet.
        if (holders.some((other) => other !== holder && other.deviceId === holder.deviceId)) forget(holder.deviceId);
        else await settle(holder);
      }
    },
  };
}
