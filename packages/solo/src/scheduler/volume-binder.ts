// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  type Cache,
  delay,
  keyOf,
  type Node,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
  resources,
  splitKey,
} from '@kubevirt-ts/kube';
import type { SoloContext } from '../context.ts';
import { claimNames, isBound, isReachable, planVolumes, waitingClaims } from './filters/volumes.ts';
import type { NodeInfo } from './node-info.ts';
import type { Snapshot, Volumes } from './snapshot.ts';

/** How long a pod's volumes may take to be made. @upstream bindTimeoutSeconds */
const timeoutMs = 600_000;
const lookAgainMs = 1000;

/** Gives the claims of placed pods their volumes. Volumes promised to a pod are given to no other one meanwhile. */
export class VolumeBinder {
  readonly #c: SoloContext;
  readonly #claims: Cache<PersistentVolumeClaim>;
  readonly #volumes: Cache<PersistentVolume>;
  readonly #promised = new Map<string, string>();
  readonly #wakers = new Set<() => void>();

  constructor(c: SoloContext) {
    this.#c = c;
    this.#claims = c.cache(resources.persistentVolumeClaims);
    this.#volumes = c.cache(resources.persistentVolumes);
    this.#claims.onChange(() => this.#wake());
  }

  /** Volumes and claims as pods to be placed see them. */
  view(): Volumes {
    const classes = this.#c.cache(resources.storageClasses);
    return {
      claim: (namespace, name) => this.#claims.get(`${namespace}/${name}`),
      volume: (name) => this.#volumes.get(name),
      available: () =>
        this.#volumes
          .list()
          .filter(({ metadata, status }) => status?.phase !== 'Bound' && !this.#promised.has(metadata?.name ?? '')),
      storageClass: (name) => classes.get(name),
    };
  }

  /** Chooses and promises volumes on a node; gives what is left to be done before the pod can go there. */
  promise(pod: Pod, node: NodeInfo, snapshot: Snapshot): (() => Promise<void>) | undefined {
    const claims = waitingClaims(pod, snapshot);
    const plan = planVolumes(claims, node, snapshot.volumes);
    if (claims.length === 0 || !plan) return undefined;
    const names = plan.take.map(({ volume }) => volume.metadata?.name ?? '');
    for (const name of names) this.#promised.set(name, pod.metadata?.uid ?? '');
    return async () => {
      try {
        for (const { volume, claim } of plan.take) await this.#take(volume, claim);
        for (const claim of plan.provision) await this.#provision(claim, node.node);
        await this.#allBound(pod, node);
      } finally {
        for (const name of names) this.#promised.delete(name);
      }
    };
  }

  async #take(volume: PersistentVolume, claim: PersistentVolumeClaim): Promise<void> {
    const { name, namespace, uid, resourceVersion } = claim.metadata ?? {};
    const claimRef = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, uid, resourceVersion };
    const body = {
      metadata: {
        resourceVersion: volume.metadata?.resourceVersion,
        annotations: { 'pv.kubernetes.io/bound-by-controller': 'yes' },
      },
      spec: { claimRef },
    };
    await this.#c.client.patch(resources.persistentVolumes, splitKey(keyOf(volume)), { type: 'merge', body });
  }

  async #provision(claim: PersistentVolumeClaim, node: Node): Promise<void> {
    const body = { metadata: { annotations: { 'volume.kubernetes.io/selected-node': node.metadata?.name } } };
    await this.#c.client.patch(resources.persistentVolumeClaims, splitKey(keyOf(claim)), { type: 'merge', body });
  }

  async #allBound(pod: Pod, node: NodeInfo): Promise<void> {
    const startedMs = performance.now();
    const unbound = () =>
      claimNames(pod).filter((name) => {
        const claim = this.#claims.get(`${pod.metadata?.namespace}/${name}`);
        const volume = claim && isBound(claim) ? this.#volumes.get(claim.spec?.volumeName ?? '') : undefined;
        if (volume && !isReachable(volume, node)) throw new Error('pv node affinity does not match the chosen node');
        return !volume;
      });
    while (unbound().length > 0) {
      const isThere = this.#c.cache(resources.pods).get(keyOf(pod))?.metadata?.uid === pod.metadata?.uid;
      if (!isThere) throw new Error('the pod is gone');
      if (this.#c.signal.aborted) throw new Error('ended while volumes were being bound');
      if (performance.now() - startedMs > timeoutMs) throw new Error('binding volumes: context deadline exceeded');
      const changed = Promise.withResolvers<void>();
      this.#wakers.add(changed.resolve);
      const waited = new AbortController();
      await Promise.race([changed.promise, delay(lookAgainMs, AbortSignal.any([waited.signal, this.#c.signal]))]);
      waited.abort();
    }
  }

  #wake(): void {
    for (const waker of this.#wakers) waker();
    this.#wakers.clear();
  }
}
