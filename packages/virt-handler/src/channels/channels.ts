// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { DeviceAllocation, Log, OwnedDirectory, PluginDevice } from '@kubevirt-ts/host';
import { type Slot, slot } from './slot.ts';

/** Names a slot may have; a device id that is none never becomes part of a path. */
export const slotNames = /^(0|[1-9][0-9]{0,3})$/;

/** Where a VM finds its slot's sockets. */
const channelPath = '/run/kubevirt/channel';

/** How long nobody may hold a slot before it is given up: the kubelet tells of a pod late, and of none while it starts. */
const unheldMs = 120_000;

/** All slots of this node. */
export interface Channels {
  /** Answers the kubelet's Allocate: a new directory, mounted read-only. */
  allocate(deviceIds: readonly string[]): Promise<DeviceAllocation>;
  get(id: string): Slot | undefined;
  /** Opens the slots that pods hold, and gives up those that nobody has held for long and nobody is connected to. */
  settle(held: ReadonlySet<string>): Promise<void>;
  /** Opens every slot that an earlier virt-handler left, so that its VMs come back at once. */
  openAll(): Promise<void>;
  /** Stops listening; VMs dial again until the next virt-handler is there. */
  leave(): void;
}

/** Settings of the channels. */
export interface ChannelsOptions {
  directory: OwnedDirectory;
  /** Group that may dial. */
  gid: number;
  log: Log;
  /** Told which slot's machine changed. */
  onChange(slotId: string): void;
  /** Told, before anything else happens, that a slot goes to a new pod. */
  onAllocate(slotId: string): void;
}

/** The kubelet's devices for a number of slots. */
export function slotDevices(count: number): PluginDevice[] {
  return Array.from({ length: count }, (_, index) => ({ id: String(index), healthy: true }));
}

/** Makes the channels; slots are opened as pods get them, so an idle node costs nothing. */
export function channels({ directory, gid, log, onChange, onAllocate }: ChannelsOptions): Channels {
  const slots = new Map<string, Slot>();
  const unheldSince = new Map<string, number>();
  let turn: Promise<unknown> = Promise.resolve();

  /** Slots are opened, renewed and closed one after the other: a late close must not hit a new pod's slot. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };
  const slotOf = (id: string): Slot => {
    const known = slots.get(id) ?? slot({ id, directory, gid, log, onChange });
    slots.set(id, known);
    return known;
  };
  const giveUp = async (id: string): Promise<void> => {
    const known = slots.get(id);
    const since = unheldSince.get(id) ?? performance.now();
    unheldSince.set(id, since);
    if (!known || known.machine.state.connected || performance.now() - since < unheldMs) return;
    await known.close();
    slots.delete(id);
    unheldSince.delete(id);
  };
  return {
    get: (id) => slots.get(id),
    allocate(deviceIds) {
      const [id, ...others] = deviceIds;
      if (id === undefined || others.length > 0 || !slotNames.test(id)) {
        return Promise.reject(new Error(`a container gets exactly one channel, not ${JSON.stringify(deviceIds)}`));
      }
      return inTurn(async () => {
        onAllocate(id);
        unheldSince.delete(id);
        const hostPath = await slotOf(id).renew();
        return { mounts: [{ containerPath: channelPath, hostPath, readOnly: true }] };
      });
    },
    settle: (held) =>
      inTurn(async () => {
        for (const id of held) {
          if (!slotNames.test(id)) continue;
          unheldSince.delete(id);
          await slotOf(id).open();
        }
        for (const id of [...slots.keys()]) if (!held.has(id)) await giveUp(id);
      }),
    openAll: () =>
      inTurn(async () => {
        for (const id of await directory.list()) await slotOf(id).open();
      }),
    leave() {
      for (const known of slots.values()) known.leave();
    },
  };
}
