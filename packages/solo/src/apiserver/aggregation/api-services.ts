// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { APIService } from '@kubevirt-ts/kube';
import { allStored, collections } from '../../auth/stored.ts';
import type { Store } from '../../store/store.ts';

/** A group's version that another server answers for. */
export interface Extension {
  /** The APIService's name. */
  name: string;
  group: string;
  version: string;
  service: { namespace: string; name: string; port: number };
  /** PEM in base64. */
  caBundle: string | undefined;
  insecureSkipTlsVerify: boolean;
  isAvailable: boolean;
}

/** The APIServices of a store; it follows the store. */
export interface ApiServices {
  /** Who else answers for a group's version; undefined when it is this server. */
  extension(group: string, version: string): Extension | undefined;
  extensions(): readonly Extension[];
  /** How groups (highest first) and versions of a group are ordered; undefined without an APIService. */
  priorities(group: string, version: string): { group: number; version: number } | undefined;
}

const defaultPort = 443;

/** Follows the APIServices of a store. */
export function apiServices(store: Store): ApiServices {
  const byVersion = new Map<string, APIService>();
  const extensions = new Map<string, Extension>();
  const keyOf = (object: APIService) => `${object.spec?.group ?? ''}/${object.spec?.version ?? ''}`;
  const put = (object: APIService) => {
    const key = keyOf(object);
    byVersion.set(key, object);
    const extension = extensionOf(object);
    if (extension) extensions.set(key, extension);
    else extensions.delete(key);
  };
  for (const object of allStored<APIService>(store, collections.apiServices)) put(object);
  store.onEvent(({ type, collection, object }) => {
    if (collection !== collections.apiServices) return;
    const service = object as unknown as APIService;
    if (type !== 'DELETED') {
      put(service);
      return;
    }
    byVersion.delete(keyOf(service));
    extensions.delete(keyOf(service));
  });
  return {
    extension: (group, version) => extensions.get(`${group}/${version}`),
    extensions: () => [...extensions.values()],
    priorities(group, version) {
      const spec = byVersion.get(`${group}/${version}`)?.spec;
      return spec && { group: spec.groupPriorityMinimum, version: spec.versionPriority };
    },
  };
}

/** The extension an APIService stands for; undefined when this server answers itself. */
export function extensionOf({ metadata, spec, status }: APIService): Extension | undefined {
  if (!spec?.service) return undefined;
  const { namespace = '', name = '', port = defaultPort } = spec.service;
  return {
    name: metadata?.name ?? '',
    group: spec.group ?? '',
    version: spec.version ?? '',
    service: { namespace, name, port },
    caBundle: spec.caBundle,
    insecureSkipTlsVerify: spec.insecureSkipTLSVerify ?? false,
    isAvailable: status?.conditions?.some(({ type, status: is }) => type === 'Available' && is === 'True') ?? false,
  };
}
