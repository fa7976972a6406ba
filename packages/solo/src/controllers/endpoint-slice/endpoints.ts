// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Endpoints, Service } from '@kubevirt-ts/kube';
import { canonical } from '../template-hash.ts';
import { type Backend, isHeadless } from './backends.ts';

type Subset = NonNullable<Endpoints['subsets']>[number];
type Address = NonNullable<Subset['addresses']>[number];

/** Marks the Endpoints of headless services. */
export const headlessLabel = 'service.kubernetes.io/headless';

const managerLabel = 'endpoints.kubernetes.io/managed-by';
const manager = 'endpoint-controller';

/** Whether Endpoints were made here, not by somebody who knows the addresses better. */
export function isMadeHere({ metadata }: Endpoints): boolean {
  return metadata?.labels?.[managerLabel] === manager;
}

/** The Endpoints of a service: its pods by the ports they have, the ready ones apart. */
export function endpointsOf(service: Service, all: readonly Backend[], old: Endpoints | undefined): Endpoints {
  const family = all[0]?.addressType;
  const isTolerant = service.spec?.publishNotReadyAddresses === true;
  const meant = all.filter(({ addressType, endpoint }) => {
    return addressType === family && (isTolerant || !endpoint.conditions?.terminating);
  });
  const groups = Map.groupBy(meant, ({ ports }) => canonical(ports));
  const subsets = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => subsetOf(service, group));
  const { [headlessLabel]: _headless, ...kept } = service.metadata?.labels ?? {};
  const { namespace, name } = service.metadata ?? {};
  const labels = {
    ...kept,
    [managerLabel]: manager,
    ...(isHeadless(service) && { [headlessLabel]: '' }),
  };
  const { subsets: _subsets, ...rest } = old ?? { apiVersion: 'v1', kind: 'Endpoints' };
  return {
    ...rest,
    metadata: { ...old?.metadata, name, namespace, labels },
    ...(subsets.length > 0 && { subsets }),
  };
}

function subsetOf(service: Service, group: readonly Backend[]): Subset {
  const isTolerant = service.spec?.publishNotReadyAddresses === true;
  const isIn = ({ endpoint }: Backend) => isTolerant || endpoint.conditions?.serving === true;
  const addresses = group.filter(isIn).map(addressOf).sort(byIp);
  const notReadyAddresses = group
    .filter((backend) => !isIn(backend))
    .map(addressOf)
    .sort(byIp);
  const ports = group[0]?.ports.map(({ name, port = 0, protocol, appProtocol }) => ({
    ...(name && { name }),
    port,
    protocol,
    ...(appProtocol && { appProtocol }),
  }));
  return {
    ...(addresses.length > 0 && { addresses }),
    ...(notReadyAddresses.length > 0 && { notReadyAddresses }),
    ...(ports && ports.length > 0 && { ports }),
  };
}

function addressOf({ endpoint, pod }: Backend): Address {
  const { addresses, hostname, nodeName } = endpoint;
  const { name, namespace, uid } = pod.metadata ?? {};
  return {
    ip: addresses[0] ?? '',
    ...(hostname && { hostname }),
    ...(nodeName && { nodeName }),
    targetRef: { kind: 'Pod', namespace, name, uid },
  };
}

const byIp = (a: Address, b: Address) => (a.ip < b.ip ? -1 : 1);
