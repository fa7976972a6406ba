// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { AggregatedVersion, DiscoveredResource } from '../discovery.ts';
import type { PathHandler } from '../request.ts';
import type { ApiServices, Extension } from './api-services.ts';

/** What extensions said of their resources. */
export interface ExtensionDiscovery {
  /** Remembers what an extension answered on `/apis/<group>/<version>`. */
  discovered(extension: Extension, resourceList: string): void;
  /** Remembers what an extension answered on `/openapi/v3`. */
  described(extension: Extension, openapiIndex: string): void;
  /** The entries of `/openapi/v3` that are extensions': this server passes requests for them on. */
  openapiPaths(): Record<string, { serverRelativeURL: string }>;
  /** The versions that extensions answer for, as discovery takes them. */
  versions(): AggregatedVersion[];
}

/** Remembers what extensions say, by APIService. */
export function extensionDiscovery(services: ApiServices): ExtensionDiscovery {
  const said = new Map<string, { text: string; resources: readonly DiscoveredResource[] }>();
  const paths = new Map<string, Record<string, { serverRelativeURL: string }>>();
  return {
    described(extension, text) {
      const own = `apis/${extension.group}/${extension.version}`;
      paths.set(extension.name, Object.fromEntries(Object.entries(pathsIn(text)).filter(([path]) => path === own)));
    },
    openapiPaths: () =>
      Object.assign(
        {},
        ...services.extensions().map(({ name, isAvailable }) => (isAvailable && paths.get(name)) || {}),
      ),
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

function pathsIn(text: string): Record<string, { serverRelativeURL: string }> {
  try {
    return (JSON.parse(text) as { paths?: Record<string, { serverRelativeURL: string }> }).paths ?? {};
  } catch {
    return {};
  }
}

/** OpenAPI of this server, with what extensions say of theirs in its index. */
export function withExtensions(own: PathHandler, discovery: ExtensionDiscovery): PathHandler {
  return (request) => {
    const answer = own(request);
    if (!answer || !('body' in answer) || !/^\/openapi\/v3\/?$/.test(request.path)) return answer;
    const { paths } = answer.body as { paths: object };
    return { ...answer, body: { paths: { ...paths, ...discovery.openapiPaths() } } };
  };
}
