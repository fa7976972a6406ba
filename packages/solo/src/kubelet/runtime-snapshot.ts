// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Container, Runtime, Sandbox } from './runtime/runtime.ts';

/** What the runtime has of one pod. */
interface PodRuns {
  sandboxes: readonly Sandbox[];
  containers: readonly Container[];
}

/** What the runtime has, listed again only when something may have changed. */
export interface RuntimeSnapshot {
  of(podUid: string): Promise<PodRuns>;
  /** The uids of all pods of which there is anything. */
  pods(): Promise<Map<string, Sandbox['pod']>>;
  /** The pod that a container or sandbox is of, by what was listed last. */
  podOf(id: string): string | undefined;
  /** Says that something may have changed. */
  stale(): void;
}

/** A snapshot shared by all pods of a node. */
export function runtimeSnapshot(runtime: Pick<Runtime, 'list'>): RuntimeSnapshot {
  let version = 0;
  let listed: { version: number; list: ReturnType<Runtime['list']> } | undefined;
  const owners = new Map<string, string>();

  const current = async () => {
    if (listed?.version !== version) {
      const mine = { version, list: runtime.list() };
      listed = mine;
      mine.list.catch(() => {
        if (listed === mine) listed = undefined;
      });
      const { sandboxes, containers } = await mine.list;
      if (listed === mine) owners.clear();
      for (const { id, pod } of [...sandboxes, ...containers]) owners.set(id, pod.uid);
    }
    return listed?.list ?? runtime.list();
  };
  return {
    async of(uid) {
      const { sandboxes, containers } = await current();
      return {
        sandboxes: sandboxes.filter(({ pod }) => pod.uid === uid),
        containers: containers.filter(({ pod }) => pod.uid === uid),
      };
    },
    async pods() {
      const { sandboxes, containers } = await current();
      return new Map([...sandboxes, ...containers].map(({ pod }) => [pod.uid, pod]));
    },
    podOf: (id) => owners.get(id),
    stale() {
      version += 1;
    },
  };
}
