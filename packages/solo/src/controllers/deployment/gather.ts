// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Deployment, isControlledBy, type Pod, type ReplicaSet, resources } from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import { byNamespace, type Index, indexOf } from '../index-of.ts';
import { claims, settleClaims } from '../pods/claim.ts';
import { isTerminal } from '../pods/state.ts';
import { byOwner } from '../pods/watch.ts';
import type { DeploymentWorld } from './decide.ts';

/** Reads what a Deployment's decision needs; takes in and lets go of ReplicaSets by its selector on the way. */
export class Gatherer {
  readonly #c: SoloContext;
  readonly #pods: Index<Pod>;
  readonly #byNamespace: Index<ReplicaSet>;

  constructor(c: SoloContext) {
    this.#c = c;
    this.#pods = indexOf(c.cache(resources.pods), byOwner);
    this.#byNamespace = indexOf(c.cache(resources.replicaSets), byNamespace);
  }

  async gather(deployment: Deployment): Promise<DeploymentWorld> {
    const candidates = this.#byNamespace.by(deployment.metadata?.namespace ?? '');
    const found = claims(deployment, deployment.spec?.selector, candidates);
    const kinds = { owner: resources.deployments, dependent: resources.replicaSets };
    const replicaSets = deployment.metadata?.deletionTimestamp
      ? candidates.filter((replicaSet) => isControlledBy(replicaSet, deployment))
      : await settleClaims(this.#c.client, kinds, deployment, found);
    const hasPods = (uid: string) => this.#pods.by(uid).some((pod) => !isTerminal(pod));
    return { deployment, replicaSets, hasPods, now: this.#c.now() };
  }
}
