// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  type Controller,
  controller,
  type EndpointSlice,
  isAlreadyExists,
  isDeepEqual,
  keyOf,
  type Pod,
  type Reconcile,
  refKey,
  resources,
  type Service,
  source,
  splitKey,
} from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import { Expectations } from '../expectations.ts';
import { byNamespace, indexOf } from '../index-of.ts';
import { selects } from '../label-selector.ts';
import { isNamespaceGoing } from '../pods/control.ts';
import { canonical } from '../template-hash.ts';
import { type Backend, backends, hasSelector, isHeadless } from './backends.ts';
import { endpointsOf, headlessLabel, isMadeHere } from './endpoints.ts';
import { isMirrored, mirroredGroups, mirrorManager, mirrorOwner } from './mirror.ts';
import { type Group, planSlices, type SliceOwner, sliceLabels } from './slices.ts';

const manager = 'endpointslice-controller.k8s.io';
const perSlice = 100;

/**
 * Watches services and pods; writes each service's Endpoints and EndpointSlices, and for services without selector the
 * EndpointSlices that say what their Endpoints say.
 * @upstream the endpoint, endpointslice and endpointslicemirroring controllers
 * @differs the annotation with the time of the change that led to a write is not written
 */
export function endpointSliceController(c: SoloContext): Controller {
  const services = c.cache(resources.services);
  const pods = c.cache(resources.pods);
  const endpoints = c.cache(resources.endpoints);
  const slices = c.cache(resources.endpointSlices);
  const nodes = c.cache(resources.nodes);
  const expectations = new Expectations(c.now);
  const podsOf = indexOf(pods, byNamespace);
  const servicesOf = indexOf(services, byNamespace);
  const slicesOf = indexOf(slices, (slice) => [serviceKey(slice)]);
  slices.onChange(({ type, object }) => type === 'ADDED' && expectations.created(serviceKey(object)));
  // Endpoints go with their service; those that never had one stay: they may be locks, or wait for theirs.
  const gone = new Set<string>();
  services.onChange(({ type, object }) => type === 'DELETED' && gone.add(keyOf(object)));

  const writeSlices = async (key: string, o: SliceOwner, groups: Group[]) => {
    if (!expectations.isSettled(key)) return;
    const own = slicesOf.by(key).filter(({ metadata }) => metadata?.labels?.[sliceLabels.manager] === o.manager);
    const plan = planSlices(o, own, groups);
    for (const slice of plan.update) await c.client.update(resources.endpointSlices, slice);
    for (const slice of plan.create) await create(key, slice);
    for (const slice of plan.delete) await remove(slice);
  };
  const create = async (key: string, slice: EndpointSlice) => {
    expectations.expectCreations(key, 1);
    try {
      await c.client.create(resources.endpointSlices, slice);
    } catch (error) {
      expectations.created(key);
      if (!isNamespaceGoing(error)) throw error;
    }
  };
  const remove = (slice: EndpointSlice) => c.client.delete(resources.endpointSlices, splitKey(keyOf(slice)));
  const writeEndpoints = async (key: string, service: Service, all: readonly Backend[]) => {
    const old = endpoints.get(key);
    const next = endpointsOf(service, all, old);
    if (old && isDeepEqual(old, next)) return;
    try {
      if (old) await c.client.update(resources.endpoints, next);
      else await c.client.create(resources.endpoints, next);
    } catch (error) {
      // The cache is about to show it.
      if (!isAlreadyExists(error) && !isNamespaceGoing(error)) throw error;
    }
  };

  const reconcile: Reconcile = async (key) => {
    const service = services.get(key);
    const found = endpoints.get(key);
    if (!service || service.metadata?.deletionTimestamp) {
      for (const slice of slicesOf.by(key)) await remove(slice);
      if (found && !service && (isMadeHere(found) || gone.has(key))) {
        await c.client.delete(resources.endpoints, splitKey(key));
      }
      if (!service) gone.delete(key);
      return;
    }
    gone.delete(key);
    if (hasSelector(service)) {
      const selector = { matchLabels: service.spec?.selector };
      const inNamespace = podsOf.by(service.metadata?.namespace ?? '');
      const selected = inNamespace.filter(({ metadata }) => selects(selector, metadata?.labels));
      const all = backends(service, selected, (name) => nodes.get(name));
      await writeEndpoints(key, service, all);
      await writeSlices(key, ownerOf(service), groupsOf(service, all));
    } else if (isMirrored(service, found) && found) {
      await writeSlices(key, mirrorOwner(found), mirroredGroups(found));
    } else {
      const stale = slicesOf
        .by(key)
        .filter(({ metadata }) => metadata?.labels?.[sliceLabels.manager] === mirrorManager);
      for (const slice of stale) await remove(slice);
    }
  };
  const servicesFor = (pod: Pod): string[] =>
    servicesOf
      .by(pod.metadata?.namespace ?? '')
      .filter(
        (service) => hasSelector(service) && selects({ matchLabels: service.spec?.selector }, pod.metadata?.labels),
      )
      .map(keyOf);
  return controller({
    name: 'endpointslice',
    workers: 5,
    logger: c.logger,
    signal: c.signal,
    reconcile,
    sources: [
      source(services),
      source(endpoints),
      source(slices, (slice) => (isOurs(slice) ? [serviceKey(slice)] : [])),
      source(nodes, () => []),
      source(pods, servicesFor),
    ],
  });
}

function serviceKey({ metadata }: EndpointSlice): string {
  return refKey({ namespace: metadata?.namespace, name: metadata?.labels?.[sliceLabels.service] ?? '' });
}

function isOurs({ metadata }: EndpointSlice): boolean {
  const by = metadata?.labels?.[sliceLabels.manager];
  return by === manager || by === mirrorManager;
}

function ownerOf(service: Service): SliceOwner {
  const { [headlessLabel]: _headless, ...labels } = service.metadata?.labels ?? {};
  return {
    owner: { ...service, apiVersion: 'v1', kind: 'Service' },
    service: service.metadata?.name ?? '',
    manager,
    labels: { ...labels, ...(isHeadless(service) && { [headlessLabel]: '' }) },
    perSlice,
  };
}

function groupsOf(service: Service, all: readonly Backend[]): Group[] {
  const groups = Map.groupBy(all, ({ addressType, ports }) => canonical([addressType, ports]));
  const found = [...groups.values()].map((group) => ({
    addressType: group[0]?.addressType ?? 'IPv4',
    ports: group[0]?.ports ?? [],
    endpoints: group.map(({ endpoint }) => endpoint),
  }));
  const families = service.spec?.ipFamilies ?? ['IPv4'];
  const empty = families.filter((family) => !found.some(({ addressType }) => addressType === family));
  return [...found, ...empty.map((addressType) => ({ addressType, ports: [], endpoints: [] }))];
}
