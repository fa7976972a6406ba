// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeVirt } from '@kubevirt-ts/api';
import type { Logger } from '@kubevirt-ts/kube';
import { idOf } from '../objects/managed-resources.ts';
import type { DeploymentConfig } from '../strategy/deployment.ts';
import { type Hands, perform } from './apply.ts';
import { type Decision, decide } from './decide.ts';
import { gather, type Sources } from './gather.ts';
import type { Action, World } from './world.ts';

/** How often one look may be followed by another before something must be wrong. */
const mostLooks = 40;

/** Actions that do not depend on each other's order are carried out a few at a time. */
const atOnce = 16;

/** Roles and accounts need nothing of each other, and neither do their bindings. */
const together: Readonly<Record<string, string>> = {
  ServiceAccount: 'roles',
  ClusterRole: 'roles',
  Role: 'roles',
  ClusterRoleBinding: 'bindings',
  RoleBinding: 'bindings',
};

const sortOf = (action: Action): string => {
  if (action.do !== 'put') return action.do;
  const kind = action.object.kind ?? '';
  return `put ${together[kind] ?? kind}`;
};

/** Groups neighbouring actions of one sort, which may be carried out together; sorts stay in order, roles before their bindings. */
const batches = (actions: readonly Action[]): Action[][] => {
  const result: Action[][] = [];
  for (const action of actions) {
    const last = result.at(-1);
    if (last?.[0] && sortOf(last[0]) === sortOf(action) && last.length < atOnce) last.push(action);
    else result.push([action]);
  }
  return result;
};

/** Where a rollout came to rest: with nothing left to write now. */
export interface Rest {
  decision: Decision;
  world: World;
  /** How many objects were written on the way. */
  written: number;
}

/**
 * Looks, decides and writes, again and again, until there is nothing to write.
 * @throws Error when it does not come to rest, naming what is written over and over
 */
export const roll = async (
  kubevirt: KubeVirt,
  deployment: DeploymentConfig,
  sources: Sources & { logger: Logger },
): Promise<Rest> => {
  const hands: Hands = sources;
  let written = 0;
  for (let look = 0; look < mostLooks; look++) {
    const world = await gather(kubevirt, deployment, sources);
    const decision = decide(world);
    if (decision.actions.length === 0) return { decision, world, written };
    for (const batch of batches(decision.actions)) {
      const results = await Promise.allSettled(batch.map((action) => perform(action, kubevirt, deployment, hands)));
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
      written += batch.length;
    }
  }
  const world = await gather(kubevirt, deployment, sources);
  const restless = decide(world).actions.map((action) =>
    action.do === 'put' || action.do === 'delete' ? idOf(action.object) : action.do,
  );
  throw new Error(`these objects do not stay as they are written: ${restless.slice(0, 5).join(', ')}`);
};
