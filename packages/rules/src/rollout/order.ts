// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Direction } from './version.ts';

/** The programs the operator runs, by the names of their workloads. */
export const components = ['virt-api', 'virt-controller', 'virt-handler'] as const;

/** One of the programs the operator runs. */
export type Component = (typeof components)[number];

/** What a rollout does, one name per step. */
export type StepName =
  | 'new-kinds-refused'
  | 'definitions'
  | 'definitions-served'
  | 'permissions'
  | 'certificates'
  | 'network'
  | 'admission'
  | Component
  | 'new-kinds-allowed'
  | 'permissions-trimmed'
  | 'clean-up';

/** A step of a rollout and whether the steps after it must wait until it is done. */
export interface Step {
  name: StepName;
  gate: boolean;
}

const before: readonly Step[] = [
  { name: 'new-kinds-refused', gate: true },
  { name: 'definitions', gate: false },
  { name: 'permissions', gate: false },
  { name: 'certificates', gate: true },
  { name: 'network', gate: false },
  { name: 'admission', gate: false },
  // The API server takes a while over large definitions; what does not need them is written meanwhile.
  { name: 'definitions-served', gate: true },
];

const after: readonly Step[] = [
  { name: 'new-kinds-allowed', gate: true },
  { name: 'permissions-trimmed', gate: true },
  { name: 'clean-up', gate: true },
];

/**
 * The steps of a rollout in their order.
 * @upstream on an update the node agent and the controllers come first and virt-api last, because the old virt-api is what
 *   keeps users from asking for what the old programs cannot do; on the way in and back virt-api comes first
 * @differs on an update virt-handler is on every node before virt-controller starts, and virt-controller before virt-api
 */
export const stepsOf = (way: Direction): readonly Step[] => {
  const workloads: readonly Step[] =
    way === 'update'
      ? [
          { name: 'virt-handler', gate: true },
          { name: 'virt-controller', gate: true },
          { name: 'virt-api', gate: true },
        ]
      : [
          { name: 'virt-api', gate: true },
          { name: 'virt-controller', gate: false },
          { name: 'virt-handler', gate: true },
        ];
  return [...before, ...workloads, ...after];
};

/** What a step still has to do: how many writes, and what it waits for once they are made. */
export interface StepState {
  writes: number;
  /** One sentence naming the object that is waited for. */
  waitingFor?: string;
}

/** Which steps may write now, and which one the rollout is at. */
export interface Progress {
  /** Steps whose writes are to be made now, in order. */
  perform: readonly StepName[];
  /** The first step that is not done; nothing when the whole rollout is. */
  at?: StepName;
  waitingFor?: string;
  done: number;
  total: number;
}

/** Walks the steps in order up to the first gate that is not done; later steps are not even looked at. */
export const progressOf = (steps: readonly Step[], stateOf: (name: StepName) => StepState): Progress => {
  const perform: StepName[] = [];
  let at: StepName | undefined;
  let waitingFor: string | undefined;
  let done = 0;
  for (const step of steps) {
    const state = stateOf(step.name);
    if (state.writes > 0) perform.push(step.name);
    if (state.writes === 0 && state.waitingFor === undefined) {
      if (at === undefined) done += 1;
      continue;
    }
    at ??= step.name;
    waitingFor ??= state.waitingFor;
    if (step.gate) break;
  }
  return { perform, at, waitingFor, done, total: steps.length };
};
