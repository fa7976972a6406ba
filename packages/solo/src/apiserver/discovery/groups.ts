// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Kind } from '../kind.ts';

/** A version of a group that another API server answers for (an APIService with a service). */
export interface AggregatedVersion {
  group: string;
  version: string;
  /** As the APIService has them: the greater come first. */
  groupPriorityMinimum: number;
  versionPriority: number;
  /** What the other server said that it serves; undefined while it does not answer. */
  resources?: readonly DiscoveredResource[];
}

/** A resource of another API server, as its APIResourceList has it. */
export interface DiscoveredResource {
  name: string;
  singularName?: string;
  namespaced: boolean;
  kind: string;
  group?: string;
  version?: string;
  verbs: readonly string[];
  shortNames?: readonly string[];
  categories?: readonly string[];
}

/** A group, its preferred version first. */
export interface ServedGroup {
  name: string;
  versions: readonly ServedVersion[];
}

/** What a version of a group has; `aggregated` when another server answers for it. */
export interface ServedVersion {
  version: string;
  kinds: readonly Kind[];
  aggregated?: AggregatedVersion;
}

const customPriority = 1000;

/** All groups in the order of discovery: those built in, then by priority, then by name. */
export function servedGroups(kinds: readonly Kind[], aggregated: readonly AggregatedVersion[]): ServedGroup[] {
  const groups = new Map<string, { priority: number; versions: Map<string, ServedVersion & { priority: number }> }>();
  const builtinCount = kinds.filter((kind) => !kind.isCustom).length;
  for (const [i, kind] of kinds.entries()) {
    const group = groups.get(kind.group) ?? {
      priority: kind.isCustom ? customPriority : 1e6 + builtinCount - i,
      versions: new Map(),
    };
    groups.set(kind.group, group);
    const known = group.versions.get(kind.version);
    group.versions.set(kind.version, { version: kind.version, priority: 0, kinds: [...(known?.kinds ?? []), kind] });
  }
  for (const one of aggregated) {
    const group = groups.get(one.group) ?? { priority: one.groupPriorityMinimum, versions: new Map() };
    groups.set(one.group, group);
    if (group.versions.has(one.version)) continue;
    group.versions.set(one.version, {
      version: one.version,
      priority: one.versionPriority,
      kinds: [],
      aggregated: one,
    });
  }
  return [...groups]
    .sort(([a, { priority: x }], [b, { priority: y }]) => y - x || compareText(a, b))
    .map(([name, { versions }]) => ({
      name,
      versions: [...versions.values()].sort((a, b) => b.priority - a.priority || compareVersions(a.version, b.version)),
    }));
}

const stages = ['alpha', 'beta', ''] as const;

/** Orders API versions, the most stable and newest first: v2, v1, v2beta1, v1beta2, v1alpha1, then others by name. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [parsed(a), parsed(b)];
  if (!x || !y) return x ? -1 : y ? 1 : compareText(a, b);
  return y.stage - x.stage || y.major - x.major || y.minor - x.minor;
}

function parsed(version: string): { stage: number; major: number; minor: number } | undefined {
  const [, major, stage = '', minor = '0'] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version) ?? [];
  if (major === undefined) return undefined;
  return { stage: stages.indexOf(stage as (typeof stages)[number]), major: Number(major), minor: Number(minor) };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `apps/v1`, `v1`. */
export function groupVersion(group: string, version: string): string {
  return group ? `${group}/${version}` : version;
}
