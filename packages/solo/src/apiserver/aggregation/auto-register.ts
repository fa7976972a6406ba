// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  type APIService,
  type Controller,
  controller,
  isDeepEqual,
  resources,
  type Source,
  source,
} from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import type { Kinds } from '../kind.ts';

const label = 'kube-aggregator.kubernetes.io/automanaged';
const customPriorities = { groupPriorityMinimum: 1000, versionPriority: 100 };

/** How clients are told to prefer the API server's own groups. @upstream pkg/controlplane/apiserver: DefaultGenericAPIServicePriorities */
const groupPriorities: Readonly<Record<string, number>> = {
  '': 18_000,
  apps: 17_800,
  'events.k8s.io': 17_750,
  'authentication.k8s.io': 17_700,
  'authorization.k8s.io': 17_600,
  batch: 17_400,
  policy: 17_100,
  'rbac.authorization.k8s.io': 17_000,
  'storage.k8s.io': 16_800,
  'apiextensions.k8s.io': 16_700,
  'admissionregistration.k8s.io': 16_700,
  'scheduling.k8s.io': 16_600,
  'coordination.k8s.io': 16_500,
  'discovery.k8s.io': 16_200,
};
const unknownPriority = 16_000;
const aggregatorGroup = 'apiregistration.k8s.io';

/**
 * Keeps one APIService for every group's version that this server answers for itself.
 * @differs one that was deleted comes back at once, not at the next start
 */
export function autoRegisterController(c: SoloContext, kinds: Kinds): Controller {
  const services = c.cache(resources.apiServices);
  const wanted = () => new Map(localVersions(kinds).map((object) => [object.metadata?.name ?? '', object]));
  const changes: Source = {
    synced: () => Promise.resolve(),
    subscribe(enqueue) {
      const all = () => {
        for (const key of wanted().keys()) enqueue(key);
        for (const object of services.list()) if (isManaged(object)) enqueue(object.metadata?.name ?? '');
      };
      kinds.onChange(all);
      all();
    },
  };
  return controller({
    name: 'apiservice-registration',
    logger: c.logger,
    signal: c.signal,
    workers: 16,
    sources: [source(services), changes],
    async reconcile(key) {
      const want = wanted().get(key);
      const is = services.get(key);
      if (!want) {
        if (is && isManaged(is)) await c.client.delete(resources.apiServices, { name: key });
      } else if (!is) await c.client.create(resources.apiServices, want);
      else if (isManaged(is) && !isDeepEqual(is.spec, want.spec)) {
        await c.client.update(resources.apiServices, { ...is, spec: want.spec });
      }
    },
  });
}

function localVersions(kinds: Kinds): APIService[] {
  const versions = new Map<string, { group: string; version: string; isCustom: boolean }>();
  for (const { group, version, isCustom } of kinds.all()) {
    const name = `${version}.${group}`;
    if (group === aggregatorGroup) continue;
    versions.set(name, { group, version, isCustom: isCustom && (versions.get(name)?.isCustom ?? true) });
  }
  return [...versions].map(([name, { group, version, isCustom }]) => ({
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name, labels: { [label]: isCustom ? 'true' : 'onstart' } },
    spec: {
      ...(group && { group }),
      version,
      ...(isCustom
        ? customPriorities
        : { groupPriorityMinimum: groupPriorities[group] ?? unknownPriority, versionPriority: group ? 15 : 1 }),
    },
  }));
}

function isManaged(object: APIService): boolean {
  const value = object.metadata?.labels?.[label];
  return value === 'true' || value === 'onstart';
}
