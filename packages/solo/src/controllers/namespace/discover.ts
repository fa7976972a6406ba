// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Client, isNotFound, type KubeObject, type Resource, resource } from '@kubevirt-ts/kube';

/** What can be in a namespace, as far as all API servers say. */
export interface Discovered {
  /** Resources that can be listed and deleted, each in its preferred version. */
  resources: Resource<KubeObject>[];
  /** Versions of groups that could not be asked, with the reason. */
  failures: { groupVersion: string; reason: string }[];
}

interface ResourceList {
  resources?: { name: string; kind: string; namespaced: boolean; verbs: string[] }[];
}

interface GroupList {
  groups?: { preferredVersion?: { groupVersion: string } }[];
}

/** Asks all API servers, those behind this one too, what can be in a namespace. */
export async function discover(client: Pick<Client, 'raw'>): Promise<Discovered> {
  const { groups = [] } = (await client.raw('GET', '/apis')) as GroupList;
  const versions = ['v1', ...groups.map(({ preferredVersion }) => preferredVersion?.groupVersion ?? '')];
  const found: Discovered = { resources: [], failures: [] };
  for (const groupVersion of versions.filter(Boolean)) {
    try {
      const path = `${groupVersion.includes('/') ? '/apis' : '/api'}/${groupVersion}`;
      const { resources = [] } = (await client.raw('GET', path)) as ResourceList;
      for (const { name, kind, namespaced, verbs } of resources) {
        if (!namespaced || name.includes('/') || !verbs.includes('delete') || !verbs.includes('list')) continue;
        found.resources.push(resource(groupVersion, kind, name, true));
      }
    } catch (error) {
      // A group that went while it was asked has nothing any more.
      if (!isNotFound(error)) found.failures.push({ groupVersion, reason: (error as Error).message });
    }
  }
  return found;
}
