// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { controllerReference, type EndpointSlice, isDeepEqual, type KubeObject } from '@kubevirt-ts/kube';
import { canonical } from '../template-hash.ts';
import type { Endpoint, EndpointPort } from './backends.ts';

/** The labels by which slices name their service and who writes them. */
export const sliceLabels = {
  service: 'kubernetes.io/service-name',
  manager: 'endpointslice.kubernetes.io/managed-by',
} as const;

/** Endpoints that share their ports. */
export interface Group {
  addressType: string;
  ports: EndpointPort[];
  endpoints: Endpoint[];
}

/** What slices of a service carry besides endpoints. */
export interface SliceOwner {
  /** Whose end is theirs. */
  owner: KubeObject;
  /** The service's name, with which theirs begin. */
  service: string;
  manager: string;
  labels: Record<string, string>;
  annotations?: Record<string, string>;
  perSlice: number;
}

/** Slices to be written so that they hold these groups. */
export interface SlicePlan {
  create: EndpointSlice[];
  update: EndpointSlice[];
  delete: EndpointSlice[];
}

/** Puts groups of endpoints into slices with as few changes as will do: what stays stays where it is. */
export function planSlices(o: SliceOwner, existing: readonly EndpointSlice[], groups: readonly Group[]): SlicePlan {
  const plan: SlicePlan = { create: [], update: [], delete: [] };
  const left = new Set(existing);
  for (const group of groups) {
    const key = keyOf(group);
    const same = existing.filter((slice) => keyOf(slice) === key);
    for (const slice of same) left.delete(slice);
    fill(o, group, same, plan);
  }
  plan.delete.push(...left);
  return plan;
}

function keyOf({ addressType, ports }: { addressType: string; ports?: EndpointPort[] }): string {
  return canonical({ addressType, ports: [...(ports ?? [])].map(canonical).sort() });
}

function fill(o: SliceOwner, group: Group, same: readonly EndpointSlice[], plan: SlicePlan): void {
  const wanted = new Map(group.endpoints.map((endpoint) => [identity(endpoint), endpoint]));
  const kept = same.map((slice) => {
    const endpoints = (slice.endpoints ?? []).flatMap((endpoint) => {
      const next = wanted.get(identity(endpoint));
      wanted.delete(identity(endpoint));
      return next ? [next] : [];
    });
    return { slice, endpoints };
  });
  const fresh = [...wanted.values()];
  for (const { endpoints } of kept) endpoints.push(...fresh.splice(0, Math.max(0, o.perSlice - endpoints.length)));
  // One empty slice says that there is a service without endpoints.
  let mayBeEmpty = group.endpoints.length === 0;
  for (const { slice, endpoints } of kept) {
    if (endpoints.length === 0 && !mayBeEmpty) plan.delete.push(slice);
    else {
      if (endpoints.length === 0) mayBeEmpty = false;
      const next = sliceOf(o, group, endpoints, slice);
      if (!isDeepEqual(next, slice)) plan.update.push(next);
    }
  }
  while (fresh.length > 0) plan.create.push(sliceOf(o, group, fresh.splice(0, o.perSlice)));
  if (mayBeEmpty) plan.create.push(sliceOf(o, group, []));
}

function identity({ targetRef, addresses }: Endpoint): string {
  return `${targetRef?.uid ?? ''}/${addresses.join(',')}`;
}

function sliceOf(o: SliceOwner, group: Group, endpoints: Endpoint[], old?: EndpointSlice): EndpointSlice {
  const labels = { ...o.labels, [sliceLabels.service]: o.service, [sliceLabels.manager]: o.manager };
  const { annotations } = o;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      ...(old?.metadata ?? {
        generateName: `${o.service}-`,
        namespace: o.owner.metadata?.namespace,
        ownerReferences: [controllerReference(o.owner)],
      }),
      labels,
      ...(annotations && { annotations }),
    },
    addressType: group.addressType,
    endpoints,
    ports: old && keyOf(old) === keyOf(group) ? old.ports : group.ports,
  };
}
