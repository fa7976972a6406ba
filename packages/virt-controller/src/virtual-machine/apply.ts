// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { eventReasons, type VirtualMachine, type VirtualMachineInstance, vmConditionReasons } from '@kubevirt-ts/api';
import { keyOf } from '@kubevirt-ts/kube';
import { instanceFromVm, type Step } from '@kubevirt-ts/rules/virtual-machine';
import { kinds } from '../kinds.ts';
import { mergeDiff } from '../merge-diff.ts';
import type { OwnWrites } from '../own-writes.ts';
import type { World } from '../world.ts';
import type { Known } from './progress.ts';
import type { StartRevisions } from './revisions.ts';

/** A step that was tried: what the world is now, or why it is not. */
export type Tried = Pick<Known, 'vmi' | 'failure'>;

const refOf = ({ metadata }: VirtualMachine | VirtualMachineInstance) => ({
  namespace: metadata?.namespace,
  name: metadata?.name ?? '',
});

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const start = async (world: World, revisions: StartRevisions, vm: VirtualMachine, paused: boolean): Promise<Tried> => {
  const { client, recorder, logger } = world;
  const name = vm.metadata?.name ?? '';
  try {
    await revisions.keep(vm);
    const vmi = await client.create(kinds.virtualMachineInstances, instanceFromVm(vm, { paused }));
    const message = `Started the virtual machine by creating the new virtual machine instance ${name}`;
    recorder.event(vm, 'Normal', eventReasons.successfulCreate, message);
    revisions
      .prune(vm)
      .catch((error: unknown) => logger.warn({ err: error, vm: name }, 'old revisions were not removed'));
    return { vmi };
  } catch (error) {
    const message = `Error creating virtual machine instance ${name}: ${messageOf(error)}`;
    recorder.event(vm, 'Warning', eventReasons.failedCreate, message);
    const reason = vmConditionReasons.failedCreate;
    return { failure: { reason, message: `Failure while starting VMI: ${messageOf(error)}` } };
  }
};

const stop = async (world: World, vm: VirtualMachine, vmi: VirtualMachineInstance): Promise<Tried> => {
  const { client, recorder } = world;
  const { name, uid } = vmi.metadata ?? {};
  try {
    await client.delete(kinds.virtualMachineInstances, refOf(vmi), { preconditions: { uid } });
    const message = `Stopped the virtual machine by deleting the virtual machine instance ${uid}`;
    recorder.event(vm, 'Normal', eventReasons.successfulDelete, message);
    return {};
  } catch (error) {
    const message = `Error deleting virtual machine instance ${name}: ${messageOf(error)}`;
    recorder.event(vm, 'Warning', eventReasons.failedDelete, message);
    const reason = vmConditionReasons.failedDelete;
    return { failure: { reason, message: `Failure while stopping VMI: ${messageOf(error)}` } };
  }
};

/** Makes or deletes the VMI, if that is the step. */
export const take = async (world: World, revisions: StartRevisions, known: Known, step: Step): Promise<Tried> => {
  const { vm, vmi } = known;
  if (step.do === 'create') return await start(world, revisions, vm, step.paused);
  if (step.do === 'delete' && vmi) return await stop(world, vm, vmi);
  return {};
};

/** Turns a halted VM into one that always runs, in the spelling its spec uses. */
export const runAlways = async ({ client }: World, vm: VirtualMachine): Promise<void> => {
  const spec = vm.spec.running === undefined ? { runStrategy: 'Always' } : { running: true };
  const body = { metadata: { resourceVersion: vm.metadata?.resourceVersion }, spec };
  await client.patch(kinds.virtualMachines, refOf(vm), { type: 'merge', body });
};

/** Writes a VM's finalizers when they differ; what comes back is the VM as it is now. */
export const patchFinalizers = async (
  world: World,
  own: OwnWrites<VirtualMachine>,
  before: VirtualMachine,
  after: VirtualMachine,
): Promise<VirtualMachine> => {
  const diff = mergeDiff(before.metadata, after.metadata);
  if (!diff) return before;
  const body = { metadata: { ...diff, resourceVersion: before.metadata?.resourceVersion } };
  const written = await world.client.patch(kinds.virtualMachines, refOf(before), { type: 'merge', body });
  own.note(keyOf(before), before, written);
  return written;
};

/** Writes a VM's status when it differs; what comes back is the VM as it is now. */
export const patchStatus = async (
  world: World,
  own: OwnWrites<VirtualMachine>,
  before: VirtualMachine,
  status: VirtualMachine['status'],
): Promise<VirtualMachine> => {
  const diff = mergeDiff(before.status ?? {}, status);
  if (!diff) return before;
  const body = { metadata: { resourceVersion: before.metadata?.resourceVersion }, status: diff };
  const patch = { type: 'merge', body } as const;
  const written = await world.client.patch(kinds.virtualMachines, refOf(before), patch, { subresource: 'status' });
  own.note(keyOf(before), before, written);
  return written;
};

/** Writes the VMI's metadata when they differ. */
export const patchInstance = async (
  { client }: World,
  before: VirtualMachineInstance | undefined,
  after: VirtualMachineInstance | undefined,
): Promise<void> => {
  const diff = before && after && mergeDiff(before.metadata, after.metadata);
  if (!diff) return;
  const body = { metadata: { ...diff, resourceVersion: before.metadata?.resourceVersion } };
  await client.patch(kinds.virtualMachineInstances, refOf(before), { type: 'merge', body });
};
