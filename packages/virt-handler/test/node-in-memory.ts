// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import { type DeviceHolder, ownedDirectory, type PodResources } from '@kubevirt-ts/host';
import { type Patch, Registry, resources, watchCache } from '@kubevirt-ts/kube';
import { eventually, type MemoryClient, quiet } from '@kubevirt-ts/testkit';
import { type Channels, channels, slotNames } from '../src/channels/channels.ts';
import { vmiResource } from '../src/cluster.ts';
import { type Owners, owners } from '../src/owners/owners.ts';
import { vmiController } from '../src/vmi/index.ts';

/** A virt-handler without kubelet, servers and node: slots, owners and the VMI controller. */
export interface HandlerInMemory {
  slots: Channels;
  register: Owners;
  /** Events it told people: reason and message. */
  told: string[];
  stop(): Promise<void>;
}

/** A node in a directory of its own, on which virt-handlers are started one after the other. */
export interface NodeInMemory {
  path(slotId: string): string;
  /** What the kubelet says about the slots. */
  holders: DeviceHolder[];
  startHandler(): Promise<HandlerInMemory>;
  end(): Promise<void>;
}

/** Makes the node `node01`. */
export async function nodeInMemory(client: MemoryClient): Promise<NodeInMemory> {
  const root = await mkdtemp(join(tmpdir(), 'node-'));
  const holders: DeviceHolder[] = [];
  const podResources: PodResources = { holders: async () => holders, close: () => undefined };
  const logger = quiet();
  return {
    path: (slotId) => join(root, 'channels', slotId),
    holders,
    end: () => rm(root, { recursive: true }),
    async startHandler() {
      const ending = new AbortController();
      const { signal } = ending;
      const told: string[] = [];
      const indexes = { uid: (object: VirtualMachineInstance) => [object.metadata?.uid ?? ''] };
      const vmis = watchCache({ client, resource: vmiResource, logger, signal, indexes });
      const slots = channels({
        directory: await ownedDirectory(join(root, 'channels'), slotNames),
        gid: process.getgid?.() ?? 0,
        log: logger,
        onChange: (slotId) => {
          const owner = register.ownerOf(slotId);
          if (owner) loop.enqueue(`${owner.vmiNamespace}/${owner.vmiName}`);
        },
        onAllocate: (slotId) => register.forget(slotId),
      });
      const register = owners({
        nodeName: 'node01',
        resourceName: 'devices.kubevirt.io/channel',
        client,
        podResources,
        channels: () => slots,
        vmis,
        log: logger,
        onOwner: ({ vmiNamespace, vmiName }) => loop.enqueue(`${vmiNamespace}/${vmiName}`),
      });
      const loop = vmiController({
        client,
        nodeName: 'node01',
        owners: register,
        now: () => new Date('2026-01-01T00:00:00Z'),
        vmis,
        resource: vmiResource,
        recorder: {
          event: (_, __, reason, message) => told.push(`${reason}: ${message}`),
          flush: async () => undefined,
        },
        log: logger,
        logger,
        metrics: new Registry(),
        signal,
      });
      await vmis.synced();
      await slots.openAll();
      return {
        slots,
        register,
        told,
        async stop() {
          ending.abort();
          slots.leave();
          await loop.stopped;
        },
      };
    },
  };
}

/** Waits until the VMI `default/testvmi` is in a phase, and gives it. */
export function inPhase(client: MemoryClient, phase: string): Promise<VirtualMachineInstance> {
  return eventually(() => {
    const vmi = client.peek(vmiResource, { namespace: 'default', name: 'testvmi' });
    return vmi?.status?.phase === phase ? vmi : undefined;
  }, `phase ${phase}`);
}

/** Says what the kubelet says of the container `compute` of the pod `default/testpod`. */
export async function setContainerState(client: MemoryClient, state: object): Promise<void> {
  const containerStatuses = [{ name: 'compute', image: '', imageID: '', ready: false, restartCount: 0, state }];
  const body = { status: { containerStatuses, podIPs: [{ ip: '10.1.0.7' }] } };
  const patch: Patch = { type: 'merge', body };
  await client.patch(resources.pods, { namespace: 'default', name: 'testpod' }, patch, { subresource: 'status' });
}
