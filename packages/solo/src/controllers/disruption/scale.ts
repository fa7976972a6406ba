// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Client, controllerOf, isNotFound, type OwnerReference, type Pod, resources } from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';

/** How many pods the controllers of some pods are asked to have, together; and pods that have none. */
export interface ExpectedScale {
  scale: number;
  unmanaged: string[];
}

const remembersMs = 60_000;

/** Finds how many pods controllers want: Deployments and ReplicaSets from the caches, others by their scale. */
export class ScaleFinder {
  readonly #c: SoloContext;
  /** Plural of each kind, or undefined for one without scale, by apiVersion. */
  readonly #kinds = new Map<string, { plurals: Map<string, string>; atMs: number }>();

  constructor(c: SoloContext) {
    this.#c = c;
  }

  /** @throws Error when a controller cannot be asked */
  async expected(pods: readonly Pod[]): Promise<ExpectedScale> {
    const scales = new Map<string, number>();
    const unmanaged: string[] = [];
    for (const pod of pods) {
      const owner = controllerOf(pod);
      if (!owner) {
        unmanaged.push(pod.metadata?.name ?? '');
        continue;
      }
      if (scales.has(owner.uid)) continue;
      const found = await this.#find(owner, pod.metadata?.namespace ?? '');
      if (!found) throw new Error(`found no controllers for pod "${pod.metadata?.name}"`);
      scales.set(owner.uid, 0);
      scales.set(found.uid, found.scale);
    }
    return { scale: [...scales.values()].reduce((sum, scale) => sum + scale, 0), unmanaged };
  }

  async #find(owner: OwnerReference, namespace: string): Promise<{ uid: string; scale: number } | undefined> {
    const isApp = owner.apiVersion.startsWith('apps/');
    if (isApp && owner.kind === 'ReplicaSet') {
      const replicaSet = this.#c.cache(resources.replicaSets).get(`${namespace}/${owner.name}`);
      if (!replicaSet || replicaSet.metadata?.uid !== owner.uid) return undefined;
      const above = controllerOf(replicaSet);
      if (above?.kind !== 'Deployment') return { uid: owner.uid, scale: replicaSet.spec?.replicas ?? 1 };
      const deployment = this.#c.cache(resources.deployments).get(`${namespace}/${above.name}`);
      return deployment && { uid: above.uid, scale: deployment.spec?.replicas ?? 1 };
    }
    return await this.#ask(owner, namespace);
  }

  async #ask(owner: OwnerReference, namespace: string): Promise<{ uid: string; scale: number } | undefined> {
    const plural = (await this.#plurals(owner.apiVersion)).get(owner.kind);
    if (!plural)
      throw new Error(`${owner.kind.toLowerCase()}s.${owner.apiVersion} does not implement the scale subresource`);
    const base = owner.apiVersion.includes('/') ? '/apis' : '/api';
    const path = `${base}/${owner.apiVersion}/namespaces/${namespace}/${plural}/${owner.name}/scale`;
    const found = (await ask(this.#c.client, path)) as
      | { metadata?: { uid?: string }; spec?: { replicas?: number } }
      | undefined;
    if (!found || found.metadata?.uid !== owner.uid) return undefined;
    return { uid: owner.uid, scale: found.spec?.replicas ?? 0 };
  }

  /** The kinds of an API version that have a scale. */
  async #plurals(apiVersion: string): Promise<Map<string, string>> {
    const nowMs = this.#c.now().getTime();
    const known = this.#kinds.get(apiVersion);
    if (known && nowMs - known.atMs < remembersMs) return known.plurals;
    const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const list = (await ask(this.#c.client, path)) as { resources?: { name: string; kind: string }[] } | undefined;
    const all = list?.resources ?? [];
    const scaled = all.filter(({ name }) => all.some((other) => other.name === `${name}/scale`));
    const plurals = new Map(scaled.map(({ kind, name }) => [kind, name]));
    this.#kinds.set(apiVersion, { plurals, atMs: nowMs });
    return plurals;
  }
}

async function ask(client: Client, path: string): Promise<unknown> {
  try {
    return await client.raw('GET', path);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
