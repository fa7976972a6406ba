// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { ApiServices, Extension } from './api-services.ts';

/** A resource as `/apis/<group>/<version>` lists it. */
interface ApiResource {
  name: string;
  singularName?: string;
  namespaced?: boolean;
  group?: string;
  version?: string;
  kind?: string;
  verbs?: string[];
  shortNames?: string[];
  categories?: string[];
}

interface GroupVersion {
  groupVersion: string;
  version: string;
}

/** A group as `/apis` lists it. */
export interface ApiGroup {
  kind?: string;
  apiVersion?: string;
  name: string;
  versions: GroupVersion[];
  preferredVersion?: GroupVersion;
}

/** A group as aggregated discovery has it. */
export interface GroupDiscovery {
  metadata: { name: string; creationTimestamp?: null };
  versions: VersionDiscovery[];
}

interface VersionDiscovery {
  version: string;
  resources: object[];
  freshness: 'Current' | 'Stale';
}

/** What extensions say of their resources, brought into what this server says of its own. */
export interface ExtensionDiscovery {
  /** Remembers what an extension answered on `/apis/<group>/<version>`. */
  discovered(extension: Extension, resourceList: string): void;
  /** The groups of `/apis`, with those of extensions, in the order clients are to prefer. */
  groups(own: readonly ApiGroup[]): ApiGroup[];
  /** The same for aggregated discovery. */
  aggregated(own: readonly GroupDiscovery[]): GroupDiscovery[];
  /** Grows whenever an answer would be another. */
  readonly generation: number;
}

/** Merges what extensions said last. */
export function extensionDiscovery(services: ApiServices): ExtensionDiscovery {
  const said = new Map<string, { text: string; resources: object[] }>();
  let generation = 0;
  const priorityOf = (group: string, versions: readonly { version: string }[]) =>
    Math.max(0, ...versions.map(({ version }) => services.priorities(group, version)?.group ?? 0));
  const byVersion = (group: string) => (a: { version: string }, b: { version: string }) =>
    (services.priorities(group, b.version)?.version ?? 0) - (services.priorities(group, a.version)?.version ?? 0) ||
    compareVersions(a.version, b.version);

  return {
    get generation() {
      return generation;
    },
    discovered({ name }, text) {
      if (said.get(name)?.text === text) return;
      said.set(name, { text, resources: discoveryOf(text) });
      generation += 1;
    },
    groups(own) {
      const groups = new Map(own.map((group) => [group.name, group]));
      for (const { group, version } of services.extensions()) {
        const known = groups.get(group);
        const added = { groupVersion: `${group}/${version}`, version };
        if (known?.versions.some((other) => other.version === version)) continue;
        const versions = [...(known?.versions ?? []), added].sort(byVersion(group));
        groups.set(group, { ...known, name: group, versions, preferredVersion: versions[0] });
      }
      return ordered([...groups.values()], ({ name, versions }) => priorityOf(name, versions));
    },
    aggregated(own) {
      const groups = new Map(own.map((group) => [group.metadata.name, group]));
      for (const { name, group, version, isAvailable } of services.extensions()) {
        const known = groups.get(group);
        if (known?.versions.some((other) => other.version === version)) continue;
        const resources = said.get(name)?.resources ?? [];
        const added: VersionDiscovery = { version, resources, freshness: isAvailable ? 'Current' : 'Stale' };
        const versions = [...(known?.versions ?? []), added].sort(byVersion(group));
        groups.set(group, { metadata: { name: group, creationTimestamp: null }, ...known, versions });
      }
      return ordered([...groups.values()], ({ metadata, versions }) => priorityOf(metadata.name, versions));
    },
  };
}

/** Groups without a priority stay where they are, as if they had that of the one before. */
function ordered<T>(groups: readonly T[], priorityOf: (group: T) => number): T[] {
  let last = Number.POSITIVE_INFINITY;
  const ranked = groups.map((group) => {
    last = priorityOf(group) || last;
    return { group, priority: last };
  });
  return ranked.sort((a, b) => b.priority - a.priority).map(({ group }) => group);
}

function discoveryOf(text: string): object[] {
  let list: { groupVersion?: string; resources?: ApiResource[] };
  try {
    list = JSON.parse(text) as typeof list;
  } catch {
    return [];
  }
  const [ofGroup = '', ofVersion = ''] = (list.groupVersion ?? '').split('/');
  const found = new Map<string, Record<string, unknown>>();
  const kindOf = ({ group, version, kind = '' }: ApiResource) => ({
    group: group || ofGroup,
    version: version || ofVersion,
    kind,
  });
  const resourceNamed = (name: string, { namespaced }: ApiResource) => {
    const known = found.get(name);
    if (known) return known;
    const made = {
      resource: name,
      responseKind: { group: '', version: '', kind: '' },
      scope: namespaced ? 'Namespaced' : 'Cluster',
      singularResource: '',
      verbs: [],
    };
    found.set(name, made);
    return made as Record<string, unknown>;
  };
  for (const one of list.resources ?? []) {
    const [name = '', subresource] = one.name.split('/');
    const resource = resourceNamed(name, one);
    const verbs = one.verbs ?? [];
    if (subresource) {
      const others = (resource.subresources as object[] | undefined) ?? [];
      resource.subresources = [...others, { subresource, responseKind: kindOf(one), verbs }];
      continue;
    }
    Object.assign(resource, {
      responseKind: kindOf(one),
      scope: one.namespaced ? 'Namespaced' : 'Cluster',
      singularResource: one.singularName ?? '',
      verbs,
      ...(one.shortNames?.length && { shortNames: one.shortNames }),
      ...(one.categories?.length && { categories: one.categories }),
    });
  }
  return [...found.values()];
}

/** GA before beta before alpha, newest first; what is no Kubernetes version comes last. @upstream apimachinery/pkg/version */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [rank(a), rank(b)];
  if (!x || !y) return x ? -1 : y ? 1 : a < b ? -1 : a > b ? 1 : 0;
  for (let i = 0; i < x.length; i++) {
    const difference = (y[i] ?? 0) - (x[i] ?? 0);
    if (difference) return difference;
  }
  return 0;
}

function rank(version: string): number[] | undefined {
  const parts = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (!parts) return undefined;
  const stage = parts[2] === 'alpha' ? 0 : parts[2] === 'beta' ? 1 : 2;
  return [stage, Number(parts[1]), Number(parts[3] ?? 0)];
}
