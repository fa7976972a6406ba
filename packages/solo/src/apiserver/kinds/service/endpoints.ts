// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isIPv4, isIPv6 } from 'node:net';
import type { EndpointSlice, Endpoints } from '@kubevirt-ts/kube';
import type { Cause, Json, Strategy } from '../../kind.ts';
import { duplicate, invalidEach, invalidValue, notSupported, oneOf, required, tooMany } from '../validation/causes.ts';
import { immutable } from '../validation/metadata.ts';
import { isDnsLabel, isDnsSubdomain, portSentences } from '../validation/names.ts';
import { reachableIpCauses } from '../validation/paths.ts';

const protocols = ['SCTP', 'TCP', 'UDP'];

function typed(object: Json): Endpoints {
  return object as unknown as Endpoints;
}

/** What is special about endpoints. */
export const endpointsStrategy: Strategy = {
  setDefaults(object) {
    for (const { ports } of typed(object).subsets ?? []) for (const port of ports ?? []) port.protocol ||= 'TCP';
  },
  validate: (object) => subsetsCauses(typed(object)),
  validateUpdate: (object) => subsetsCauses(typed(object)),
};

function subsetsCauses({ subsets }: Endpoints): Cause[] {
  return (subsets ?? []).flatMap(({ addresses = [], notReadyAddresses = [], ports = [] }, i) => {
    const at = `subsets[${i}]`;
    const causes: Cause[] = [];
    if (!addresses.length && !notReadyAddresses.length) {
      causes.push(required(at, 'must specify `addresses` or `notReadyAddresses`'));
    }
    for (const [j, { ip }] of addresses.entries()) causes.push(...reachableIpCauses(`${at}.addresses[${j}].ip`, ip));
    for (const [j, { ip }] of notReadyAddresses.entries()) {
      causes.push(...reachableIpCauses(`${at}.notReadyAddresses[${j}].ip`, ip));
    }
    for (const [j, { name, port, protocol = '' }] of ports.entries()) {
      const field = `${at}.ports[${j}]`;
      if (ports.length > 1 && !name) causes.push(required(`${field}.name`));
      else if (name) causes.push(...invalidEach(`${field}.name`, name, isDnsLabel(name)));
      causes.push(...invalidEach(`${field}.port`, port, portSentences(port)));
      if (!protocols.includes(protocol)) causes.push(notSupported(`${field}.protocol`, protocol, protocols));
    }
    return causes;
  });
}

function slice(object: Json): EndpointSlice {
  return object as unknown as EndpointSlice;
}

/** What is special about endpoint slices. */
export const endpointSliceStrategy: Strategy = {
  setDefaults(object) {
    for (const port of slice(object).ports ?? []) {
      port.name ??= '';
      port.protocol ??= 'TCP';
    }
  },
  validate: (object) => sliceCauses(slice(object)),
  validateUpdate: (object, old) => [
    ...sliceCauses(slice(object)),
    ...immutable('addressType', slice(object).addressType, slice(old).addressType),
  ],
};

const maxEndpoints = 1000;
const maxPorts = 20_000;
const maxAddresses = 100;

function sliceCauses({ addressType, endpoints, ports }: EndpointSlice): Cause[] {
  const causes: Cause[] = addressType
    ? oneOf('addressType', addressType, ['FQDN', 'IPv4', 'IPv6'])
    : [required('addressType')];
  const list = endpoints ?? [];
  if (list.length > maxEndpoints) return [...causes, tooMany('endpoints', list.length, maxEndpoints)];
  for (const [i, { addresses = [], nodeName, hostname }] of list.entries()) {
    const at = `endpoints[${i}]`;
    if (!addresses.length) causes.push(required(`${at}.addresses`, 'must contain at least 1 address'));
    else if (addresses.length > maxAddresses) causes.push(tooMany(`${at}.addresses`, addresses.length, maxAddresses));
    for (const [j, address] of addresses.entries()) {
      causes.push(...addressCauses(`${at}.addresses[${j}]`, addressType, address));
    }
    if (nodeName) causes.push(...invalidEach(`${at}.nodeName`, nodeName, isDnsSubdomain(nodeName)));
    if (hostname) causes.push(...invalidEach(`${at}.hostname`, hostname, isDnsLabel(hostname)));
  }
  return [...causes, ...slicePortCauses(ports ?? [])];
}

function addressCauses(field: string, type: string, address: string): Cause[] {
  if (type === 'IPv4' && !isIPv4(address)) return [invalidValue(field, address, 'must be a valid IPv4 address')];
  if (type === 'IPv6' && !isIPv6(address)) return [invalidValue(field, address, 'must be a valid IPv6 address')];
  if (type === 'FQDN') return invalidEach(field, address, isDnsSubdomain(address));
  return type === 'IPv4' || type === 'IPv6' ? reachableIpCauses(field, address) : [];
}

function slicePortCauses(ports: NonNullable<EndpointSlice['ports']>): Cause[] {
  if (ports.length > maxPorts) return [tooMany('ports', ports.length, maxPorts)];
  const names = new Set<string>();
  return ports.flatMap(({ name = '', protocol }, i) => {
    const at = `ports[${i}]`;
    const causes = name ? invalidEach(`${at}.name`, name, isDnsLabel(name)) : [];
    if (names.has(name)) causes.push(duplicate(`${at}.name`, name));
    names.add(name);
    if (protocol && !protocols.includes(protocol)) causes.push(notSupported(`${at}.protocol`, protocol, protocols));
    return causes;
  });
}
