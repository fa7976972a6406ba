// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import { type Cache, controllerOf, type Pod } from '@kubevirt-ts/kube';
import type { PodFacts } from '@kubevirt-ts/rules/virtual-machine-instance';
import { podFacts } from './pod-facts.ts';

/** Keeps what the pods of VMIs looked like when they went, for as long as the VMI is there to ask. */
export class LastPods {
  readonly #byOwner = new Map<string, PodFacts>();
  readonly #endedSince = new Map<string, Date>();

  constructor(pods: Cache<Pod>, vmis: Cache<VirtualMachineInstance>) {
    pods.onChange(({ type, object }) => {
      const { uid = '', name } = controllerOf(object) ?? {};
      const isAwaited = vmis.get(`${object.metadata?.namespace}/${name}`)?.metadata?.uid === uid;
      if (type === 'DELETED' && isAwaited) this.#byOwner.set(uid, podFacts(object));
      else this.#byOwner.delete(uid);
    });
    vmis.onChange(({ type, object }) => {
      if (type !== 'DELETED') return;
      this.#byOwner.delete(object.metadata?.uid ?? '');
      this.#endedSince.delete(object.metadata?.uid ?? '');
    });
  }

  /** The last state of the pod of the VMI with this uid, if that pod is known to be gone. */
  of(uid: string | undefined): PodFacts | undefined {
    return this.#byOwner.get(uid ?? '');
  }

  /**
   * For how long this program has known that the pod of a handed-over VMI ended or is gone: by its own clock, not the
   * node's.
   */
  endedForMs(uid: string | undefined, hasEnded: boolean, now: Date): number {
    if (!hasEnded) {
      this.#endedSince.delete(uid ?? '');
      return 0;
    }
    const since = this.#endedSince.get(uid ?? '') ?? now;
    this.#endedSince.set(uid ?? '', since);
    return now.getTime() - since.getTime();
  }
}
