// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { EndpointSlice, Endpoints, Service } from '@kubevirt-ts/kube';
import { ageColumn, type ColumnRow, labelsText, nameColumn, threeOf } from './column.ts';

/** The columns of services. */
export const serviceColumns: readonly ColumnRow<Service>[] = [
  nameColumn,
  { name: 'Type', about: '.spec.type', cell: (service) => service.spec?.type ?? '' },
  { name: 'Cluster-IP', about: '.spec.clusterIP', cell: (service) => service.spec?.clusterIPs?.[0] ?? '<none>' },
  { name: 'External-IP', about: '.spec.externalIPs', cell: externalAddress },
  { name: 'Port(s)', about: '.spec.ports', cell: (service) => portsText(service) || '<none>' },
  ageColumn,
  { name: 'Selector', about: '.spec.selector', isWide: true, cell: (service) => labelsText(service.spec?.selector) },
];

function portsText(service: Service): string {
  const ports = service.spec?.ports ?? [];
  return ports.map(({ port, nodePort, protocol }) => `${port}${nodePort ? `:${nodePort}` : ''}/${protocol}`).join(',');
}

function externalAddress({ spec, status }: Service): string {
  const own = spec?.externalIPs ?? [];
  switch (spec?.type) {
    case 'ClusterIP':
    case 'NodePort':
      return own.join(',') || '<none>';
    case 'LoadBalancer': {
      const given = (status?.loadBalancer?.ingress ?? []).map((one) => one.ip || one.hostname || '').filter(Boolean);
      return [...new Set(given)].sort().concat(own).join(',') || '<pending>';
    }
    case 'ExternalName':
      return spec.externalName ?? '';
    default:
      return '<unknown>';
  }
}

/** The columns of endpoints. */
export const endpointsColumns: readonly ColumnRow<Endpoints>[] = [
  nameColumn,
  { name: 'Endpoints', about: '.subsets', cell: (endpoints) => threeOf(addresses(endpoints), '<none>') },
  ageColumn,
];

function addresses(endpoints: Endpoints): string[] {
  return (endpoints.subsets ?? []).flatMap((subset) => {
    const ips = (subset.addresses ?? []).map(({ ip }) => ip);
    if (!subset.ports?.length) return ips;
    return subset.ports.flatMap(({ port }) => ips.map((ip) => `${ip.includes(':') ? `[${ip}]` : ip}:${port}`));
  });
}

/** The columns of endpoint slices. */
export const endpointSliceColumns: readonly ColumnRow<EndpointSlice>[] = [
  nameColumn,
  { name: 'AddressType', about: '.addressType', cell: (slice) => slice.addressType ?? '' },
  {
    name: 'Ports',
    about: '.ports',
    cell: (slice) =>
      threeOf(
        (slice.ports ?? []).map(({ port, name }) => String(port ?? name ?? '*')),
        '<unset>',
      ),
  },
  {
    name: 'Endpoints',
    about: '.endpoints',
    cell: (slice) =>
      threeOf(
        (slice.endpoints ?? []).flatMap((endpoint) => endpoint.addresses ?? []),
        '<unset>',
      ),
  },
  ageColumn,
];
