// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { AggregatedVersion, DiscoveredResource } from '../discovery.ts';
import type { ApiServices, Extension } from './api-services.ts';

/** What extensions said of their resources. */
export interface ExtensionDiscovery {
  /** Remembers what an extension answered on `/apis/<group>/<version>`. */
  discovered(extension: Extension, resourceList: string): void;
  /** The versions that extensions answer for, as discovery takes them. */
  versions(): AggregatedVersion[];
}

/** Remembers what extensions say, by APIService. */
export function extensionDiscovery(services: ApiServices): ExtensionDiscovery {
  const said = new Map<string, { text: string; resources: readonly DiscoveredResource[] }>();
  return {
    discovered({ name }, text) {
      if (said.get(name)?.text !== text) said.set(name, { text, resources: resourcesIn(text) });
    },
    versions: () =>
      services.extensions().map(({ name, group, version, isAvailable }) => {
        const priorities = services.priorities(group, version);
        return {
          group,
          version,
          groupPriorityMinimum: priorities?.group ?? 0,
          versionPriority: priorities?.version ?? 0,
          resources: isAvailable ? said.get(name)?.resources : undefined,
        };
      }),
  };
}

function resourcesIn(text: string): readonly DiscoveredResource[] {
  try {
    const { resources } = JSON.parse(text) as { resources?: DiscoveredResource[] };
    return (resources ?? []).filter(({ name }) => typeof name === 'string');
  } catch {
    return [];
  }
}
