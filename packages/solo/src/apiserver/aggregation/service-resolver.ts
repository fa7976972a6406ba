// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Endpoints, KubeObject, Service } from '@kubevirt-ts/kube';
import { collections, stored } from '../../auth/stored.ts';
import type { Store } from '../../store/store.ts';
import type { ResolveService } from '../admission/webhook-client.ts';
import type { Json } from '../kind.ts';

/** Where a port of a Service is answered now, and by which name its certificate must know it. */
export interface Resolved {
  host: string;
  port: number;
  serverName: string;
}

/** Why a Service cannot be reached; reasons are those of an APIService's Available condition. */
interface Unresolved {
  reason: 'ServiceNotFound' | 'ServicePortError' | 'EndpointsNotFound' | 'MissingEndpoints';
  message: string;
}

/** Finds ready addresses of Services. */
export interface ServiceResolver {
  /** A ready address, each in turn. */
  resolve(namespace: string, name: string, port: number): Resolved | undefined;
  /** The same, or why there is none. */
  explain(namespace: string, name: string, port: number): Resolved | Unresolved;
}

interface Slice extends KubeObject {
  addressType?: string;
  endpoints?: { addresses?: string[]; conditions?: { ready?: boolean } }[];
  ports?: { name?: string; port?: number }[] | null;
}

const serviceLabel = 'kubernetes.io/service-name';

/** Finds addresses by the Services, EndpointSlices and Endpoints of a store, whose slices it follows. */
export function serviceResolver(store: Store): ServiceResolver {
  const slices = new Map<string, Map<string, Slice>>();
  let turn = 0;
  const follow = (type: string, key: string, object: Json) => {
    const { namespace = '', labels } = object.metadata ?? {};
    const service = `${namespace}/${labels?.[serviceLabel] ?? ''}`;
    if (type === 'DELETED') slices.get(service)?.delete(key);
    else slices.set(service, (slices.get(service) ?? new Map<string, Slice>()).set(key, object as Slice));
    if (slices.get(service)?.size === 0) slices.delete(service);
  };
  for (const { key, json } of store.list(collections.endpointSlices).items) follow('ADDED', key, JSON.parse(json));
  store.onEvent(({ type, collection, key, object }) => {
    if (collection === collections.endpointSlices) follow(type, key, object);
  });

  const explain = (namespace: string, name: string, port: number): Resolved | Unresolved => {
    const called = `service/${name} in ${JSON.stringify(namespace)}`;
    const service = stored<Service>(store, collections.services, { namespace, name });
    if (!service) return { reason: 'ServiceNotFound', message: `${called} is not present` };
    const serverName = `${name}.${namespace}.svc`;
    if (service.spec?.type === 'ExternalName') return { host: service.spec.externalName ?? '', port, serverName };
    const ofService = service.spec?.ports?.find((candidate) => candidate.port === port);
    if (!ofService) return { reason: 'ServicePortError', message: `${called} is not listening on port ${port}` };
    const ofSlices = [...(slices.get(`${namespace}/${name}`)?.values() ?? [])];
    const endpoints = stored<Endpoints>(store, collections.endpoints, { namespace, name });
    if (ofSlices.length === 0 && !endpoints) {
      return { reason: 'EndpointsNotFound', message: `cannot find endpoints for ${called}` };
    }
    const portName = ofService.name ?? '';
    const found = ofSlices.length ? readyInSlices(ofSlices, portName) : readyInEndpoints(endpoints, portName);
    const next = found[turn++ % Math.max(1, found.length)];
    if (next) return { ...next, serverName };
    const message = `endpoints for ${called} have no addresses with port name ${JSON.stringify(portName)}`;
    return { reason: 'MissingEndpoints', message };
  };
  return {
    explain,
    resolve(namespace, name, port) {
      const found = explain(namespace, name, port);
      return 'host' in found ? found : undefined;
    },
  };
}

/** A resolver for webhooks, whose callers are told why a Service cannot be reached. */
export function forWebhooks({ explain }: ServiceResolver): ResolveService {
  return (namespace, name, port) => {
    const found = explain(namespace, name, port);
    if ('host' in found) return found;
    const service = `service ${JSON.stringify(name)}`;
    if (found.reason === 'ServiceNotFound') throw new Error(`${service} not found`);
    if (found.reason === 'ServicePortError') throw new Error(`no service port ${port} found for ${service}`);
    throw new Error(`no endpoints available for ${service}`);
  };
}

interface Address {
  host: string;
  port: number;
}

function readyInSlices(slices: readonly Slice[], portName: string): Address[] {
  return slices.flatMap(({ endpoints = [], ports }) => {
    const port = ports?.find(({ name = '' }) => name === portName)?.port;
    if (port === undefined) return [];
    return endpoints.flatMap(({ addresses = [], conditions }) => {
      const [host] = addresses;
      return host && conditions?.ready !== false ? [{ host, port }] : [];
    });
  });
}

function readyInEndpoints(endpoints: Endpoints | undefined, portName: string): Address[] {
  return (endpoints?.subsets ?? []).flatMap(({ addresses = [], ports = [] }) => {
    const port = ports.find(({ name = '' }) => name === portName)?.port;
    return port === undefined ? [] : addresses.map(({ ip }) => ({ host: ip, port }));
  });
}
