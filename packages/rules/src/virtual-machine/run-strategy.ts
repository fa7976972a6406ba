// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { VirtualMachine, VirtualMachineStateChangeRequest } from '@kubevirt-ts/api';

/** How a VM is to be kept running. */
export type RunStrategy = 'Always' | 'RerunOnFailure' | 'Manual' | 'Halted' | 'Once' | 'WaitAsReceiver';

/** The strategy a VM asks for in either of its two spellings. */
export const runStrategyOf = (vm: VirtualMachine): RunStrategy => {
  if (vm.spec.running === true) return 'Always';
  if (vm.spec.running === false) return 'Halted';
  return (vm.spec.runStrategy as RunStrategy | undefined) ?? 'Halted';
};

/** What a strategy has to know of a VM's VMI. */
export interface InstanceFacts {
  uid: string;
  outcome?: 'Succeeded' | 'Failed';
  deleting: boolean;
}

/** What the next step of a VM depends on. */
export interface StrategyInput {
  strategy: RunStrategy;
  /** The strategy when the VM was last looked at. */
  previousStrategy?: string;
  /** The VM's VMI, if there is one. */
  instance?: InstanceFacts;
  /** Requests that are not done yet. */
  requests: readonly VirtualMachineStateChangeRequest[];
}

/** What to do about a VM's VMI. */
export type Step =
  | { do: 'keep' }
  | { do: 'create'; paused: boolean }
  /** `startAgain`: leave a Start request behind, because nothing else would start it again. */
  | { do: 'delete'; startAgain: boolean }
  /** A Start request turned a halted VM into one that always runs. */
  | { do: 'run-always' };

const keep: Step = { do: 'keep' };
const remove: Step = { do: 'delete', startAgain: false };

const stopAsked = ({ requests, instance }: StrategyInput): boolean =>
  requests.some((r) => r.action === 'Stop' && r.uid !== undefined && r.uid === instance?.uid);

const startRequest = ({ requests }: StrategyInput): VirtualMachineStateChangeRequest | undefined =>
  requests[0]?.action === 'Start' ? requests[0] : undefined;

const create = (input: StrategyInput): Step => ({
  do: 'create',
  paused: startRequest(input)?.data?.paused === 'true',
});

const firstTime = (input: StrategyInput): boolean => input.previousStrategy !== input.strategy;

const withoutInstance: Record<RunStrategy, (input: StrategyInput) => Step> = {
  Always: create,
  RerunOnFailure: (input) => (firstTime(input) || startRequest(input) ? create(input) : keep),
  Manual: (input) => (startRequest(input) ? create(input) : keep),
  Halted: (input) => (startRequest(input) ? { do: 'run-always' } : keep),
  Once: (input) => (firstTime(input) ? create(input) : keep),
  WaitAsReceiver: () => keep,
};

const withFinal: Record<RunStrategy, (input: StrategyInput) => Step> = {
  Always: () => remove,
  RerunOnFailure: ({ instance }) => ({ do: 'delete', startAgain: instance?.outcome === 'Failed' }),
  Manual: (input) => (startRequest(input) || stopAsked(input) ? remove : keep),
  Halted: () => remove,
  Once: () => keep,
  WaitAsReceiver: () => keep,
};

/**
 * The one next step towards what a VM's strategy and requests ask for; deciding again after it gives the one after.
 * Stopping a live VMI by request is the same under every strategy; what follows is the strategy's.
 */
export const nextStep = (input: StrategyInput): Step => {
  const { strategy, instance } = input;
  if (!instance) return withoutInstance[strategy](input);
  if (instance.deleting) return keep;
  if (instance.outcome) return withFinal[strategy](input);
  if (strategy === 'Halted' || stopAsked(input)) return remove;
  return keep;
};

/** The requests that are still to be done: a Stop until its VMI is gone, a Start until a VMI lives. */
export const pendingRequests = (
  requests: readonly VirtualMachineStateChangeRequest[],
  instance: InstanceFacts | undefined,
): readonly VirtualMachineStateChangeRequest[] => {
  const [head, ...rest] = requests;
  if (!head) return requests;
  const done =
    head.action === 'Stop'
      ? head.uid === undefined || head.uid !== instance?.uid
      : instance !== undefined && instance.outcome === undefined;
  return done ? pendingRequests(rest, instance) : requests;
};
