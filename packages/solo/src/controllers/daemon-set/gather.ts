// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type DaemonSet, type Pod, resources } from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import type { Expectations } from '../expectations.ts';
import { claims, settleClaims } from '../pods/claim.ts';
import { type OwnedPods, ownedPods } from '../pods/watch.ts';

/** Reads the pods of a DaemonSet; takes in and lets go of some by its selector on the way. */
export class Gatherer {
  readonly #c: SoloContext;
  readonly #pods: OwnedPods;

  constructor(c: SoloContext, expectations: Expectations) {
    this.#c = c;
    this.#pods = ownedPods(c.cache(resources.pods), 'DaemonSet', expectations);
  }

  async pods(daemonSet: DaemonSet): Promise<Pod[]> {
    const { uid = '', namespace = '' } = daemonSet.metadata ?? {};
    const found = claims(daemonSet, daemonSet.spec?.selector, this.#pods.candidates(uid, namespace));
    const kinds = { owner: resources.daemonSets, dependent: resources.pods };
    return await settleClaims(this.#c.client, kinds, daemonSet, found);
  }
}
