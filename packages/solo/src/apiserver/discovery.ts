// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { createHash } from 'node:crypto';
import { aggregatedMediaType, groupDiscoveryList } from './discovery/aggregated.ts';
import { type AggregatedVersion, groupVersion, type ServedGroup, servedGroups } from './discovery/groups.ts';
import { apiResources } from './discovery/resources.ts';
import { methodNotServed } from './errors.ts';
import type { Kinds } from './kind.ts';
import type { ApiRequest, ApiResponse } from './request.ts';
import { type VersionInfo, versionInfo } from './version.ts';

export type { AggregatedVersion, DiscoveredResource } from './discovery/groups.ts';

/** What discovery needs. */
export interface DiscoveryOptions {
  kinds: Kinds;
  /** The versions that other API servers answer for, as they are now. */
  aggregated?: () => readonly AggregatedVersion[];
  /** `host:port` that clients are told to use. */
  serverAddress?: string;
  version?: VersionInfo;
}

/**
 * Answers `/api`, `/apis`, `/api/v1`, `/apis/<group>`, `/apis/<group>/<version>` and `/version`; undefined for other paths, and for groups
 * and versions that are not there or that another API server answers for itself.
 * @throws ApiError 405
 */
export function discovery(o: DiscoveryOptions): (request: ApiRequest) => ApiResponse | undefined {
  const version = o.version ?? versionInfo();
  const groups = () => servedGroups(o.kinds.all(), o.aggregated?.() ?? []);

  return (request) => {
    const steps = request.path.split('/').filter(Boolean);
    const body = steps.join('/') === 'version' ? version : answerTo(steps, request, { ...o, groups });
    if (body === undefined) return undefined;
    if (request.method !== 'GET' && request.method !== 'HEAD') throw methodNotServed();
    return 'aggregated' in body ? aggregatedAnswer(request, body.aggregated as object) : { status: 200, body };
  };
}

type Context = DiscoveryOptions & { groups: () => ServedGroup[] };

function answerTo(steps: string[], request: ApiRequest, c: Context): object | { aggregated: object } | undefined {
  const [root, first, second, ...more] = steps;
  if (more.length > 0) return undefined;
  if (root === 'api') return second === undefined ? coreAnswer(first, request, c) : undefined;
  if (root !== 'apis') return undefined;
  if (first === undefined) return groupsAnswer(request, c);
  const group = c.groups().find(({ name }) => name === first && name !== '');
  if (!group) return undefined;
  if (second === undefined) return { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(group) };
  const kinds = group.versions.find((one) => one.version === second && !one.aggregated)?.kinds;
  if (!kinds) return undefined;
  const list = { groupVersion: groupVersion(first, second), resources: apiResources(kinds) };
  return { kind: 'APIResourceList', apiVersion: 'v1', ...list };
}

function coreAnswer(version: string | undefined, request: ApiRequest, c: Context): object | undefined {
  const core = c.groups().find(({ name }) => name === '');
  if (version === undefined) {
    if (wantsAggregated(request)) return { aggregated: groupDiscoveryList(core ? [core] : []) };
    return {
      kind: 'APIVersions',
      versions: core?.versions.map((one) => one.version) ?? [],
      serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: c.serverAddress ?? '' }],
    };
  }
  const kinds = core?.versions.find((one) => one.version === version)?.kinds;
  return kinds && { kind: 'APIResourceList', groupVersion: version, resources: apiResources(kinds) };
}

function groupsAnswer(request: ApiRequest, c: Context): object {
  const groups = c.groups().filter(({ name }) => name !== '');
  if (wantsAggregated(request)) return { aggregated: groupDiscoveryList(groups) };
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map(apiGroup) };
}

function apiGroup({ name, versions }: ServedGroup): object {
  const list = versions.map(({ version }) => ({ groupVersion: groupVersion(name, version), version }));
  return { name, versions: list, preferredVersion: list[0] };
}

// The first media type that is served decides, as clients name the better ones first.
function wantsAggregated(request: ApiRequest): boolean {
  for (const type of (request.headers.accept ?? '').split(',')) {
    const [media = '', ...parameters] = type.split(';').map((part) => part.trim());
    const has = (parameter: string) => parameters.includes(parameter);
    if (has('as=APIGroupDiscoveryList')) {
      if (media === 'application/json' && has('g=apidiscovery.k8s.io') && has('v=v2')) return true;
    } else if (['application/json', 'application/*', '*/*'].includes(media)) return false;
  }
  return false;
}

function aggregatedAnswer(request: ApiRequest, document: object): ApiResponse {
  const body = JSON.stringify(document);
  const etag = `"${createHash('sha512').update(body).digest('hex').toUpperCase()}"`;
  const headers = { 'content-type': aggregatedMediaType, etag, vary: 'Accept', 'cache-control': 'public' };
  if (request.headers['if-none-match'] === etag) return { status: 304, body: '', headers };
  return { status: 200, body, headers };
}
