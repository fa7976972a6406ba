// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { EndpointSlice, Node, Pod, Service } from '@kubevirt-ts/kube';
import { isReady, isTerminal, isTerminating } from '../pods/state.ts';

/** One endpoint of a slice. */
export type Endpoint = NonNullable<EndpointSlice['endpoints']>[number];
/** One port of a slice. */
export type EndpointPort = NonNullable<EndpointSlice['ports']>[number];
type AddressType = 'IPv4' | 'IPv6';

/** A pod behind a service, as far as one family of addresses goes. */
export interface Backend {
  pod: Pod;
  addressType: AddressType;
  endpoint: Endpoint;
  ports: EndpointPort[];
}

/** Whether a service's pods are found by labels. */
export function hasSelector(service: Service): boolean {
  return service.spec?.type !== 'ExternalName' && Object.keys(service.spec?.selector ?? {}).length > 0;
}

/** Whether a service has no address of its own. */
export function isHeadless(service: Service): boolean {
  return service.spec?.clusterIP === 'None';
}

function familiesOf({ spec }: Service): AddressType[] {
  const families = (spec?.ipFamilies ?? []) as AddressType[];
  return families.length > 0 ? families : [spec?.clusterIP?.includes(':') ? 'IPv6' : 'IPv4'];
}

/** The pods behind a service, with its ports as each pod has them: all that have an address and have not ended. */
export function backends(
  service: Service,
  pods: readonly Pod[],
  nodeOf: (name: string) => Node | undefined,
): Backend[] {
  return pods
    .filter((pod) => !isTerminal(pod))
    .flatMap((pod) =>
      familiesOf(service).flatMap((addressType) => {
        const address = addressOf(pod, addressType);
        if (!address) return [];
        const endpoint = endpointOf(service, pod, { address, nodeOf });
        return [{ pod, addressType, endpoint, ports: portsOf(service, pod) }];
      }),
    );
}

function addressOf({ status }: Pod, family: AddressType): string | undefined {
  const all = status?.podIPs?.map(({ ip }) => ip) ?? [];
  const addresses = all.length > 0 ? all : [status?.podIP ?? ''];
  return addresses.find((ip) => ip && ip.includes(':') === (family === 'IPv6'));
}

function endpointOf(
  service: Service,
  pod: Pod,
  { address, nodeOf }: { address: string; nodeOf: (name: string) => Node | undefined },
): Endpoint {
  const { name, namespace, uid } = pod.metadata ?? {};
  const nodeName = pod.spec?.nodeName;
  const zone = nodeName && nodeOf(nodeName)?.metadata?.labels?.['topology.kubernetes.io/zone'];
  const serving = isReady(pod);
  const terminating = isTerminating(pod);
  const hostname = hostnameOf(service, pod);
  return {
    addresses: [address],
    conditions: {
      ready: service.spec?.publishNotReadyAddresses === true || (serving && !terminating),
      serving,
      terminating,
    },
    targetRef: { kind: 'Pod', namespace, name, uid },
    ...(nodeName && { nodeName }),
    ...(zone && { zone }),
    ...(hostname && { hostname }),
  };
}

/** The name by which DNS knows a pod of its own service. */
function hostnameOf(service: Service, { spec, metadata }: Pod): string | undefined {
  const isOwn = spec?.subdomain === service.metadata?.name && metadata?.namespace === service.metadata?.namespace;
  return isOwn ? spec?.hostname : undefined;
}

function portsOf(service: Service, pod: Pod): EndpointPort[] {
  return (service.spec?.ports ?? []).flatMap(({ name, port, targetPort, protocol = 'TCP', appProtocol }) => {
    const number =
      targetPort === undefined
        ? port
        : typeof targetPort === 'number'
          ? targetPort || port
          : named(pod, targetPort, protocol);
    return number === undefined
      ? []
      : [{ name: name ?? '', port: number, protocol, ...(appProtocol && { appProtocol }) }];
  });
}

function named(pod: Pod, name: string, protocol: string): number | undefined {
  if (/^\d+$/.test(name)) return Number(name);
  const sidecars = (pod.spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const ports = [...(pod.spec?.containers ?? []), ...sidecars].flatMap((container) => container.ports ?? []);
  return ports.find((port) => port.name === name && (port.protocol ?? 'TCP') === protocol)?.containerPort;
}
