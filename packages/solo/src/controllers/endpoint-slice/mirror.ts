// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Endpoints, Service } from '@kubevirt-ts/kube';
import { canonical } from '../template-hash.ts';
import { type Endpoint, hasSelector } from './backends.ts';
import type { Group, SliceOwner } from './slices.ts';

/** Who writes slices that mirror Endpoints. */
export const mirrorManager = 'endpointslicemirroring-controller.k8s.io';
const skip = 'endpointslice.kubernetes.io/skip-mirror';
const notCopied: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'endpoints.kubernetes.io/last-change-trigger-time',
]);
/** Addresses of a subset beyond these are left out. */
const mostAddresses = 1000;

/** Whether somebody else writes a service's Endpoints, and its slices have to follow them. */
export function isMirrored(service: Service | undefined, endpoints: Endpoints | undefined): boolean {
  if (!service || !endpoints || hasSelector(service) || service.spec?.type === 'ExternalName') return false;
  const { labels, annotations } = endpoints.metadata ?? {};
  return labels?.[skip] !== 'true' && annotations?.['control-plane.alpha.kubernetes.io/leader'] === undefined;
}

/** What mirrored slices carry. */
export function mirrorOwner(endpoints: Endpoints): SliceOwner {
  const { labels = {}, annotations = {}, name = '' } = endpoints.metadata ?? {};
  const { [skip]: _skip, 'endpoints.kubernetes.io/managed-by': _manager, ...own } = labels;
  const copied = Object.entries(annotations).filter(([key]) => !notCopied.has(key));
  return {
    owner: { ...endpoints, apiVersion: 'v1', kind: 'Endpoints' },
    service: name,
    manager: mirrorManager,
    labels: own,
    ...(copied.length > 0 && { annotations: Object.fromEntries(copied) }),
    perSlice: mostAddresses,
  };
}

/** The addresses of Endpoints as endpoints of slices. */
export function mirroredGroups({ subsets = [] }: Endpoints): Group[] {
  const groups = new Map<string, Group>();
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of subsets) {
    const all = [
      ...addresses.map((address) => ({ address, ready: true })),
      ...notReadyAddresses.map((address) => ({ address, ready: false })),
    ];
    for (const { address, ready } of all.slice(0, mostAddresses)) {
      const addressType = address.ip.includes(':') ? 'IPv6' : 'IPv4';
      const group: Group = {
        addressType,
        ports: ports.map(({ name, port, protocol = 'TCP', appProtocol }) => ({
          name: name ?? '',
          port,
          protocol,
          ...(appProtocol && { appProtocol }),
        })),
        endpoints: [],
      };
      const key = canonical([addressType, group.ports]);
      const known = groups.get(key) ?? group;
      groups.set(key, known);
      known.endpoints.push(mirrored(address, ready));
    }
  }
  return [...groups.values()];
}

type Address = NonNullable<NonNullable<Endpoints['subsets']>[number]['addresses']>[number];

function mirrored({ ip, hostname, nodeName, targetRef }: Address, ready: boolean): Endpoint {
  return {
    addresses: [ip],
    conditions: { ready },
    ...(hostname && { hostname }),
    ...(nodeName && { nodeName }),
    ...(targetRef && { targetRef }),
  };
}
