// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  type Cache,
  type Client,
  type KubeObject,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Ref,
  type Resource,
  refKey,
  resources,
  type Service,
} from '@kubevirt-ts/kube';
import type { NamespaceObjects } from './pods/env.ts';
import type { Claims } from './volumes/claim.ts';

/** The objects that pods refer to. */
export interface ClusterObjects extends Claims {
  inNamespace(namespace: string): NamespaceObjects;
  services(): readonly Service[];
  /** A text that changes when one of these objects does, or comes or goes. */
  versions(refs: readonly ObjectRef[]): string;
  /** Calls back when an object that a pod may refer to comes, changes or goes. */
  onChange(listener: (ref: ObjectRef) => void): void;
}

/** One object that a pod refers to. */
export interface ObjectRef extends Ref {
  kind: 'ConfigMap' | 'Secret' | 'PersistentVolumeClaim';
}

/** What objects are read with. */
export interface ObjectSources {
  client: Pick<Client, 'find'>;
  cache<T extends KubeObject>(resource: Resource<T>): Cache<T>;
}

/** The cluster's objects from caches; what a cache does not have is asked for, since it may just have been made. */
export function clusterObjects({ client, cache }: ObjectSources): ClusterObjects {
  const caches = {
    ConfigMap: cache(resources.configMaps),
    Secret: cache(resources.secrets),
    PersistentVolumeClaim: cache(resources.persistentVolumeClaims),
  };
  const volumes = cache(resources.persistentVolumes);
  const services = cache(resources.services);
  const read = async <T extends KubeObject>(resource: Resource<T>, ref: Ref) =>
    cache(resource).get(refKey(ref)) ?? client.find(resource, ref);
  return {
    inNamespace: (namespace) => ({
      configMap: (name) => read(resources.configMaps, { namespace, name }),
      secret: (name) => read(resources.secrets, { namespace, name }),
    }),
    async claim(namespace, name): Promise<PersistentVolumeClaim | undefined> {
      const cached = caches.PersistentVolumeClaim.get(refKey({ namespace, name }));
      // One that was not bound when it was seen last may be by now.
      return cached?.status?.phase === 'Bound'
        ? cached
        : client.find(resources.persistentVolumeClaims, { namespace, name });
    },
    volume: async (name): Promise<PersistentVolume | undefined> =>
      volumes.get(name) ?? client.find(resources.persistentVolumes, { name }),
    services: () => services.list(),
    versions: (refs) => refs.map((ref) => caches[ref.kind].get(refKey(ref))?.metadata?.resourceVersion ?? '').join(' '),
    onChange(listener) {
      for (const [kind, of] of Object.entries(caches) as [ObjectRef['kind'], Cache<KubeObject>][]) {
        of.onChange(({ object: { metadata } }) => {
          listener({ kind, namespace: metadata?.namespace, name: metadata?.name ?? '' });
        });
      }
    },
  };
}
