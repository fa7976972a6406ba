// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** The devices of one resource, seen by a container that needs some. */
export interface Choice {
  resource: string;
  needed: number;
  healthy: ReadonlySet<string>;
  /** Held by containers of any pod. */
  inUse: ReadonlySet<string>;
  /** Held by earlier init containers of the same pod, which will have ended. */
  reusable: ReadonlySet<string>;
}

/** The devices a container gets: `must` certainly, the rest from `available` as its plugin prefers; or why it gets none. */
export type Chosen = { must: string[]; available: string[]; size: number } | { refused: string };

/** Chooses the devices for a container. @upstream devicesToAllocate: those of its pod's init containers first */
export function chooseDevices({ resource, needed, healthy, inUse, reusable }: Choice): Chosen {
  if (healthy.size === 0) {
    return { refused: `no healthy devices present; cannot allocate unhealthy devices ${resource}` };
  }
  const must = [...reusable].filter((id) => healthy.has(id)).slice(0, needed);
  const free = [...healthy].filter((id) => !inUse.has(id) && !must.includes(id));
  if (must.length + free.length < needed) {
    return {
      refused: `requested number of devices unavailable for ${resource}. Requested: ${needed}, Available: ${must.length + free.length}`,
    };
  }
  return { must, available: [...must, ...free.sort(byNumberInName)], size: needed };
}

/** The devices in the end: what the plugin prefers where that is possible, else the first there are. */
export function settle(chosen: Exclude<Chosen, { refused: string }>, preferred: readonly string[]): string[] {
  const wished = preferred.filter((id) => chosen.available.includes(id));
  return [...new Set([...chosen.must, ...wished, ...chosen.available])].slice(0, chosen.size);
}

function byNumberInName(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
