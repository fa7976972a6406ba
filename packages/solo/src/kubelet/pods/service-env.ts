// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Service } from '@kubevirt-ts/kube';

/** The variables by which a container finds the services there were when it started. Without links only the API server's. */
export function serviceEnv(services: readonly Service[], namespace: string, links: boolean): Map<string, string> {
  const isApiServer = ({ metadata }: Service) => metadata?.namespace === 'default' && metadata.name === 'kubernetes';
  const isSeen = (service: Service) => isApiServer(service) || (links && service.metadata?.namespace === namespace);
  // A service of the pod's own namespace wins over the API server's of the same name.
  const seen = services.filter(isSeen).sort((a, b) => Number(isApiServer(b)) - Number(isApiServer(a)));
  return new Map(seen.flatMap(variables));
}

function variables({ metadata, spec }: Service): [string, string][] {
  const ip = spec?.clusterIP;
  const [first] = spec?.ports ?? [];
  if (!ip || ip === 'None' || !first) return [];
  const prefix = upper(metadata?.name ?? '');
  const url = (port: { port: number; protocol?: string }) =>
    `${(port.protocol ?? 'TCP').toLowerCase()}://${ip.includes(':') ? `[${ip}]` : ip}:${port.port}`;
  return [
    [`${prefix}_SERVICE_HOST`, ip],
    [`${prefix}_SERVICE_PORT`, String(first.port)],
    ...(spec.ports ?? [])
      .filter(({ name }) => name)
      .map(({ name, port }): [string, string] => [`${prefix}_SERVICE_PORT_${upper(name ?? '')}`, String(port)]),
    [`${prefix}_PORT`, url(first)],
    ...(spec.ports ?? []).flatMap((port): [string, string][] => {
      const protocol = port.protocol ?? 'TCP';
      const base = `${prefix}_PORT_${port.port}_${protocol.toUpperCase()}`;
      return [
        [base, url(port)],
        [`${base}_PROTO`, protocol.toLowerCase()],
        [`${base}_PORT`, String(port.port)],
        [`${base}_ADDR`, ip],
      ];
    }),
  ];
}

function upper(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}
