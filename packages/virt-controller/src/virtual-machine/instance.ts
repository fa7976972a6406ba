// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { annotations, finalizers, type VirtualMachine, type VirtualMachineInstance } from '@kubevirt-ts/api';
import type { InstanceFacts } from '@kubevirt-ts/rules/virtual-machine';
import { isFinal } from '@kubevirt-ts/rules/virtual-machine-instance';

/** Whose the VMI of a VM's name is: nobody's any more when a VM made it and was deleted without it. */
export type Ownership = 'none' | 'ours' | 'abandoned' | 'foreign';

/** Tells whose a VMI is from the point of view of the VM of that name. */
export const ownershipOf = (vm: VirtualMachine, vmi: VirtualMachineInstance | undefined): Ownership => {
  if (!vmi) return 'none';
  const owner = vmi.metadata?.ownerReferences?.find((reference) => reference.controller);
  if (owner) return owner.uid === vm.metadata?.uid ? 'ours' : 'foreign';
  return vmi.metadata?.finalizers?.includes(finalizers.vm) ? 'abandoned' : 'foreign';
};

/** What a run strategy has to know of a VMI. */
export const instanceFacts = (vmi: VirtualMachineInstance | undefined): InstanceFacts | undefined =>
  vmi && {
    uid: vmi.metadata?.uid ?? '',
    outcome: isFinal(vmi.status?.phase) ? (vmi.status?.phase as InstanceFacts['outcome']) : undefined,
    deleting: vmi.metadata?.deletionTimestamp !== undefined,
  };

/** The generation of the VM that a VMI stands for. */
export const generationOf = (vmi: VirtualMachineInstance | undefined): number | undefined => {
  const text = vmi?.metadata?.annotations?.[annotations.vmGeneration];
  return text === undefined || Number.isNaN(Number(text)) ? undefined : Number(text);
};

/** The VMI without what holds it back, once it was deleted and has ended; otherwise the same object. */
export const released = (vmi: VirtualMachineInstance): VirtualMachineInstance => {
  const { metadata, status } = vmi;
  const held = metadata?.finalizers?.includes(finalizers.vm) ?? false;
  if (!held || !metadata?.deletionTimestamp || !isFinal(status?.phase)) return vmi;
  return { ...vmi, metadata: { ...metadata, finalizers: metadata.finalizers?.filter((f) => f !== finalizers.vm) } };
};

/** The VMI as this VM's own. */
export const adopted = (vmi: VirtualMachineInstance, vm: VirtualMachine): VirtualMachineInstance => {
  const { name = '', uid = '' } = vm.metadata ?? {};
  const kind = { apiVersion: 'kubevirt.io/v1', kind: 'VirtualMachine' };
  const owner = { ...kind, name, uid, controller: true, blockOwnerDeletion: true };
  const ownerReferences = [...(vmi.metadata?.ownerReferences ?? []), owner];
  return { ...vmi, metadata: { ...vmi.metadata, ownerReferences } };
};

/** The VMI standing for another generation of its VM. */
export const withGeneration = (vmi: VirtualMachineInstance, generation: number): VirtualMachineInstance => {
  const noted = { ...vmi.metadata?.annotations, [annotations.vmGeneration]: String(generation) };
  return { ...vmi, metadata: { ...vmi.metadata, annotations: noted } };
};
