// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Container, Pod } from '@kubevirt-ts/kube';
import { quantityMillis, quantityValue } from '../../quantity.ts';

/** What of a pod is known only where it runs. */
export interface PodPlace {
  nodeName: string;
  hostIps: readonly string[];
  /** Empty until it has some. */
  podIps: readonly string[];
  /** What a container without a limit may use: the node's allocatable resources. */
  allocatable: Readonly<Record<string, string>>;
}

/** Selects a resource of a container, as `resourceFieldRef` does. */
export interface ResourceSelector {
  containerName?: string;
  resource: string;
  divisor?: string;
}

/** The value of a `fieldRef`; undefined when there is no such field. Maps are one `key="value"` a line, sorted. */
export function fieldValue(pod: Pod, fieldPath: string, place: PodPlace): string | undefined {
  const { metadata = {}, spec } = pod;
  const subscript = /^(metadata\.(?:labels|annotations))\['(.*)'\]$/.exec(fieldPath);
  if (subscript) {
    const map = subscript[1] === 'metadata.labels' ? metadata.labels : metadata.annotations;
    return map?.[subscript[2] ?? ''] ?? '';
  }
  switch (fieldPath) {
    case 'metadata.name':
      return metadata.name ?? '';
    case 'metadata.namespace':
      return metadata.namespace ?? '';
    case 'metadata.uid':
      return metadata.uid ?? '';
    case 'metadata.labels':
      return lines(metadata.labels);
    case 'metadata.annotations':
      return lines(metadata.annotations);
    case 'spec.nodeName':
      return spec?.nodeName ?? place.nodeName;
    case 'spec.serviceAccountName':
      return spec?.serviceAccountName ?? '';
    case 'spec.restartPolicy':
      return spec?.restartPolicy ?? 'Always';
    case 'status.hostIP':
      return place.hostIps[0] ?? '';
    case 'status.hostIPs':
      return place.hostIps.join(',');
    case 'status.podIP':
      return place.podIps[0] ?? '';
    case 'status.podIPs':
      return place.podIps.join(',');
    default:
      return undefined;
  }
}

/** The value of a `resourceFieldRef` in multiples of its divisor, rounded up; undefined when there is no such resource. `container` is the one asking. */
export function resourceValue(
  pod: Pod,
  selector: ResourceSelector,
  place: PodPlace,
  container?: Container,
): string | undefined {
  const { resource, containerName } = selector;
  const all = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])];
  const of = containerName ? all.find(({ name }) => name === containerName) : container;
  const [kind, ...rest] = resource.split('.');
  const name = rest.join('.');
  if (!of || (kind !== 'limits' && kind !== 'requests') || !name) return undefined;
  const { limits, requests } = of.resources ?? {};
  const amount =
    kind === 'limits' ? (limits?.[name] ?? place.allocatable[name]) : (requests?.[name] ?? limits?.[name] ?? '0');
  // A divisor of 0 is how the API server writes that none was given.
  const divisor = !selector.divisor || /^0+$/.test(selector.divisor) ? '1' : selector.divisor;
  const read = name === 'cpu' ? quantityMillis : quantityValue;
  return String(Math.ceil(read(amount) / read(divisor)));
}

function lines(map: Record<string, string> | undefined): string {
  return Object.entries(map ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join('\n');
}
