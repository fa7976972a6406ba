// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { EndpointSlice, Service } from '@kubevirt-ts/kube';

/** A pod's address and port that takes connections of a service. */
interface Backend {
  readonly ip: string;
  readonly port: number;
}

/** One port of a service: where it is reached, and who answers. */
export interface ServicePort {
  /** `namespace/service:port`, for people who read the rules. */
  readonly name: string;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly port: number;
  /** Addresses of the service itself: cluster IP and external IPs. */
  readonly addresses: readonly string[];
  /** The port of the machine that leads here, if one does. */
  readonly nodePort?: number;
  /** How long a client stays with its backend; undefined: each connection may go elsewhere. */
  readonly affinitySeconds?: number;
  /** None: connections are refused. */
  readonly backends: readonly Backend[];
}

type Conditions = NonNullable<NonNullable<EndpointSlice['endpoints']>[number]['conditions']>;

const serviceNameLabel = 'kubernetes.io/service-name';
const defaultAffinitySeconds = 10_800;

/** The endpoints of one port: the ready ones; where none is ready, those that still serve while they end. @upstream kube-proxy */
function backendsOf(slices: readonly EndpointSlice[], portName: string, protocol: string): Backend[] {
  const found = (usable: (conditions: Conditions) => boolean) =>
    slices.flatMap((slice) => {
      const port = slice.ports?.find(
        (each) => (each.name ?? '') === portName && (each.protocol ?? 'TCP') === protocol,
      )?.port;
      if (port === undefined || slice.addressType !== 'IPv4') return [];
      return (slice.endpoints ?? []).flatMap(({ addresses, conditions }) =>
        usable(conditions ?? {}) ? addresses.map((ip) => ({ ip, port })) : [],
      );
    });
  const ready = found(({ ready = true }) => ready);
  const backends =
    ready.length > 0 ? ready : found(({ serving = false, terminating = false }) => serving && terminating);
  const unique = new Map(backends.map((backend) => [`${backend.ip}:${backend.port}`, backend]));
  return [...unique.values()].sort((one, other) => one.ip.localeCompare(other.ip) || one.port - other.port);
}

/** Every port of every service that has an address, in the order of their names. */
export function servicePorts(services: readonly Service[], slices: readonly EndpointSlice[]): ServicePort[] {
  const byService = Map.groupBy(
    slices,
    ({ metadata }) => `${metadata?.namespace}/${metadata?.labels?.[serviceNameLabel]}`,
  );
  return services
    .flatMap(({ metadata, spec }) => {
      const { clusterIP, externalIPs = [], ports = [], sessionAffinity, sessionAffinityConfig, type } = spec ?? {};
      if (!clusterIP || clusterIP === 'None' || type === 'ExternalName') return [];
      const key = `${metadata?.namespace}/${metadata?.name}`;
      const own = byService.get(key) ?? [];
      return ports.map((each): ServicePort => {
        const protocol = each.protocol ?? 'TCP';
        return {
          name: `${key}:${each.name ?? ''}`,
          protocol: protocol.toLowerCase() as ServicePort['protocol'],
          port: each.port,
          addresses: [clusterIP, ...externalIPs].filter((address) => address.includes('.')),
          ...(each.nodePort && { nodePort: each.nodePort }),
          ...(sessionAffinity === 'ClientIP' && {
            affinitySeconds: sessionAffinityConfig?.clientIP?.timeoutSeconds ?? defaultAffinitySeconds,
          }),
          backends: backendsOf(own, each.name ?? '', protocol),
        };
      });
    })
    .sort((one, other) => one.name.localeCompare(other.name));
}
