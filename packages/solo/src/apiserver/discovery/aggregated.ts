// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Kind } from '../kind.ts';
import type { AggregatedVersion, DiscoveredResource, ServedGroup, ServedVersion } from './groups.ts';
import { subresources } from './resources.ts';

/** The media type of aggregated discovery. */
export const aggregatedMediaType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** All groups in one document: what kubectl asks for since 1.26. */
export function groupDiscoveryList(groups: readonly ServedGroup[]): object {
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: groups.map((group) => ({
      metadata: group.name ? { name: group.name } : {},
      versions: group.versions.map((version) => versionDiscovery(version)),
    })),
  };
}

function versionDiscovery(served: ServedVersion): object {
  const { version, aggregated } = served;
  if (!aggregated) {
    const kinds = [...served.kinds].sort((a, b) => (a.plural < b.plural ? -1 : 1));
    return { version, resources: kinds.map(kindDiscovery), freshness: 'Current' };
  }
  if (!aggregated.resources) return { version, freshness: 'Stale' };
  return { version, resources: otherDiscovery(aggregated, aggregated.resources), freshness: 'Current' };
}

function kindDiscovery(kind: Kind): object {
  const { group, version } = kind;
  const subs = subresources(kind);
  return {
    resource: kind.plural,
    responseKind: { group, version, kind: kind.kind },
    scope: kind.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: kind.singular,
    verbs: kind.verbs,
    ...(kind.shortNames.length && { shortNames: kind.shortNames }),
    ...(kind.categories.length && { categories: kind.categories }),
    ...(subs.length && {
      subresources: subs.map((sub) => ({
        subresource: sub.name,
        responseKind: { group: sub.group, version: sub.version, kind: sub.kind },
        verbs: sub.verbs,
      })),
    }),
  };
}

function otherDiscovery(of: AggregatedVersion, resources: readonly DiscoveredResource[]): object[] {
  const responseKind = (one: DiscoveredResource) => ({
    group: one.group || of.group,
    version: one.version || of.version,
    kind: one.kind,
  });
  const isSub = (one: DiscoveredResource, parent: string) => one.name.startsWith(`${parent}/`);
  // A server may have subresources of what it does not itself serve: their parents are named all the same.
  const parents = [...new Set(resources.map((one) => one.name.split('/')[0] as string))];
  return parents.map((name) => {
    const own = resources.find((one) => one.name === name);
    const subs = resources.filter((one) => isSub(one, name));
    return {
      resource: name,
      responseKind: own ? responseKind(own) : { group: '', version: '', kind: '' },
      scope: (own ?? subs[0])?.namespaced ? 'Namespaced' : 'Cluster',
      singularResource: own?.singularName ?? '',
      verbs: own?.verbs ?? [],
      ...(own?.shortNames?.length && { shortNames: own.shortNames }),
      ...(own?.categories?.length && { categories: own.categories }),
      ...(subs.length && {
        subresources: subs.map((sub) => ({
          subresource: sub.name.slice(name.length + 1),
          responseKind: responseKind(sub),
          verbs: sub.verbs,
        })),
      }),
    };
  });
}
