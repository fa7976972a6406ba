// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type {
  VirtualMachine,
  VirtualMachineInstance,
  VirtualMachineSpec,
  VirtualMachineStartFailure,
  VirtualMachineStateChangeRequest,
} from '@kubevirt-ts/api';
import type { Step } from '@kubevirt-ts/rules/virtual-machine';
import type { Explanation } from '@kubevirt-ts/rules/virtual-machine-instance';

/** Everything a decision about a VM is made from. */
export interface Known {
  vm: VirtualMachine;
  /** The VMI of the VM's name. */
  vmi?: VirtualMachineInstance;
  /** The spec the VMI was started with; absent when it cannot be known. */
  startedWith?: VirtualMachineSpec;
  /** A claim of the VMI is not bound yet. */
  claimUnbound: boolean;
  /** Why the last thing tried did not work. */
  failure?: Explanation;
  now: Date;
  /** A number in [0, 1), for jitter. */
  random: number;
}

/** How far a VM is on its way to what its spec asks for. */
export interface Progress {
  /** The VM's own VMI. */
  vmi?: VirtualMachineInstance;
  step: Step;
  /** A start is due and has to wait. */
  held: boolean;
  requests: readonly VirtualMachineStateChangeRequest[];
  startFailure?: VirtualMachineStartFailure;
  restart: 'no' | 'required' | 'unknown';
  failure?: Explanation;
}
