// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { direction, isReady, type Progress, progressOf, type StepName, stepsOf } from '@kubevirt-ts/rules/rollout';
import { idOf } from '../objects/managed-resources.ts';
import { type StepWork, stateOf, workOf } from './steps.ts';
import type { Action, World } from './world.ts';

/** What to do now, how far the rollout is, and what it waits for. */
export interface Decision {
  actions: readonly Action[];
  progress: Progress;
  /** Every step is done: everything is there and of the wanted version, and what is not wanted is gone. */
  complete: boolean;
  /** Every workload does its work now. */
  ready: boolean;
}

/** Later steps check again what earlier ones wrote; what both find wrong is written once. */
const once = (actions: readonly Action[]): Action[] => {
  const named = actions.map(
    (action) => [JSON.stringify([action.do, 'object' in action ? idOf(action.object) : action]), action] as const,
  );
  return [...new Map(named.toReversed()).values()].toReversed();
};

/** The next writes of a rollout, from one look at the cluster. */
export const decide = (world: World): Decision => {
  const steps = stepsOf(direction(world.kubevirt.status?.observedKubeVirtVersion, world.deployment.version));
  const works = new Map<StepName, StepWork>();
  const progress = progressOf(steps, (name) => {
    const work = workOf(name, world);
    works.set(name, work);
    return stateOf(work);
  });
  const workloads = ['virt-api', 'virt-controller', 'virt-handler'] as const;
  return {
    actions: once(progress.perform.flatMap((name) => works.get(name)?.actions ?? [])),
    progress,
    complete: progress.at === undefined,
    ready: workloads.every((name) => isReady(world.workloads.get(name), world.lostNodes)),
  };
};
