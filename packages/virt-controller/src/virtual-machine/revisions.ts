// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { labels, type VirtualMachine, type VirtualMachineInstance, type VirtualMachineSpec } from '@kubevirt-ts/api';
import {
  type Client,
  type ControllerRevision,
  controllerReference,
  isAlreadyExists,
  resources,
} from '@kubevirt-ts/kube';
import { startRevisionName } from '@kubevirt-ts/rules/virtual-machine';

const rememberedCap = 1000;

const revisionOf = (vm: VirtualMachine): ControllerRevision => ({
  apiVersion: 'apps/v1',
  kind: 'ControllerRevision',
  metadata: {
    name: startRevisionName(vm),
    namespace: vm.metadata?.namespace,
    labels: { [labels.createdBy]: vm.metadata?.uid ?? '' },
    ownerReferences: [
      controllerReference({ apiVersion: 'kubevirt.io/v1', kind: 'VirtualMachine', metadata: vm.metadata }),
    ],
  },
  data: { spec: vm.spec },
  revision: vm.metadata?.generation ?? 0,
});

/**
 * The specs that VMs were started with, one ControllerRevision each.
 * They are read by name when a VM's spec has changed since its start, not watched: most VMs never need theirs.
 */
export class StartRevisions {
  readonly #client: Client;
  /** A revision's data never changes, so that it may be remembered by its name, which has the VM's uid in it. */
  readonly #remembered = new Map<string, VirtualMachineSpec>();

  constructor(client: Client) {
    this.#client = client;
  }

  /** Keeps the spec that the VM is about to be started with. */
  async keep(vm: VirtualMachine): Promise<void> {
    try {
      await this.#client.create(resources.controllerRevisions, revisionOf(vm));
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
  }

  /** Removes what the VM was started with before. */
  async prune(vm: VirtualMachine): Promise<void> {
    const { namespace, uid } = vm.metadata ?? {};
    const labelSelector = `${labels.createdBy}=${uid}`;
    const { items } = await this.#client.list(resources.controllerRevisions, { namespace, labelSelector });
    for (const { metadata } of items) {
      const name = metadata?.name ?? '';
      if (name === startRevisionName(vm) || !name.startsWith('revision-start-vm-')) continue;
      await this.#client.delete(resources.controllerRevisions, { namespace, name });
    }
  }

  /** The spec a VMI was started with, or nothing when that is not known any more. */
  async startedWith(vmi: VirtualMachineInstance): Promise<VirtualMachineSpec | undefined> {
    const name = vmi.status?.virtualMachineRevisionName;
    if (!name) return undefined;
    const known = this.#remembered.get(name);
    if (known) return known;
    const found = await this.#client.find(resources.controllerRevisions, { namespace: vmi.metadata?.namespace, name });
    const { spec } = (found?.data ?? {}) as { spec?: VirtualMachineSpec };
    if (!spec) return undefined;
    this.#remembered.set(name, spec);
    for (const oldest of this.#remembered.keys()) {
      if (this.#remembered.size <= rememberedCap) break;
      this.#remembered.delete(oldest);
    }
    return spec;
  }
}
