// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import type { Cache } from '@kubevirt-ts/kube';
import type { Machine } from '../machines/machine.ts';
import type { Owners } from '../owners/owners.ts';

/** What a request is about. */
export interface Target {
  verb: string;
  vmi: VirtualMachineInstance;
  machine: Machine;
}

/** The target of a request's path, or the answer when there is none. */
export type Found = { target: Target; code?: undefined } | { target?: undefined; code: number; message: string };

const path = /^\/v1\/namespaces\/([a-z0-9-]{1,63})\/virtualmachineinstances\/([a-z0-9.-]{1,253})\/([a-z]{1,32})$/;

/** Finds the machine that a path names among those of this node. */
export function findTarget(
  url: string | undefined,
  { vmis, owners }: { vmis: Cache<VirtualMachineInstance>; owners: Owners },
): Found {
  const [, namespace, name, verb] = path.exec((url ?? '').split('?')[0] ?? '') ?? [];
  if (!namespace || !name || !verb) return { code: 404, message: 'no such path' };
  const vmi = vmis.get(`${namespace}/${name}`);
  if (!vmi) return { code: 404, message: `VMI ${namespace}/${name} is not at this node` };
  const machine = owners.slotOf(vmi.metadata?.uid ?? '')?.slot.machine;
  if (!machine?.state.connected)
    return { code: 503, message: `the machine of VMI ${namespace}/${name} is not connected` };
  return { target: { verb, vmi, machine } };
}
