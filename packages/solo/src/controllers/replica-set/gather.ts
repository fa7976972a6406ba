// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { controllerOf, type Pod, type ReplicaSet, resources } from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import type { Expectations } from '../expectations.ts';
import { type Index, indexOf } from '../index-of.ts';
import { claims, settleClaims } from '../pods/claim.ts';
import { isActive } from '../pods/state.ts';
import { type OwnedPods, ownedPods } from '../pods/watch.ts';
import type { ReplicaSetWorld } from './decide.ts';

/** Reads what a ReplicaSet's decision needs; takes in and lets go of pods by its selector on the way. */
export class Gatherer {
  readonly #c: SoloContext;
  readonly #expectations: Expectations;
  readonly #pods: OwnedPods;
  readonly #siblings: Index<ReplicaSet>;

  constructor(c: SoloContext, expectations: Expectations) {
    this.#c = c;
    this.#expectations = expectations;
    this.#pods = ownedPods(c.cache(resources.pods), 'ReplicaSet', expectations);
    this.#siblings = indexOf(c.cache(resources.replicaSets), (replicaSet) => {
      const owner = controllerOf(replicaSet);
      return owner ? [owner.uid] : [];
    });
  }

  async gather(replicaSet: ReplicaSet): Promise<ReplicaSetWorld> {
    const { uid = '', namespace = '' } = replicaSet.metadata ?? {};
    const isSettled = this.#expectations.isSettled(uid);
    const found = claims(replicaSet, replicaSet.spec?.selector, this.#pods.candidates(uid, namespace));
    const kinds = { owner: resources.replicaSets, dependent: resources.pods };
    const pods = await settleClaims(this.#c.client, kinds, replicaSet, {
      ...found,
      adopt: found.adopt.filter(isActive),
    });
    return { replicaSet, pods, neighbours: this.#neighbours(replicaSet, pods), isSettled, now: this.#c.now() };
  }

  #neighbours(replicaSet: ReplicaSet, pods: readonly Pod[]): Map<string, number> {
    const owner = controllerOf(replicaSet);
    const others = owner
      ? this.#siblings.by(owner.uid).filter(({ metadata }) => metadata?.uid !== replicaSet.metadata?.uid)
      : [];
    const counts = new Map<string, number>();
    for (const pod of [...pods, ...others.flatMap(({ metadata }) => this.#pods.ownedBy(metadata?.uid ?? ''))]) {
      const node = pod.spec?.nodeName;
      if (node && isActive(pod)) counts.set(node, (counts.get(node) ?? 0) + 1);
    }
    return counts;
  }
}
