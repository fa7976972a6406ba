// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import https from 'node:https';
import { ApiError, http, type Logger, type Pod, type Service } from '@kubevirt-ts/kube';
import { collections, stored } from '../../auth/stored.ts';
import type { Store } from '../../store/store.ts';
import type { ServiceResolver } from '../aggregation/service-resolver.ts';
import { badRequest, notFound, serviceUnavailable } from '../errors.ts';
import { text } from '../http/health.ts';
import type { Connector } from '../kind.ts';
import type { ApiRequest, ApiResponse, RequestInfo } from '../request.ts';
import { anonymousHeaders } from './forwarded-headers.ts';
import { passThrough, urlOf } from './pass-through.ts';

interface Target {
  scheme: string;
  host: string;
  port: number;
}

/** `[scheme:]name[:port]`, as the name in a path to a proxy may be. */
interface Named {
  scheme: string;
  name: string;
  port: string;
}

/** Passes requests under `pods/<name>/proxy` and `services/<name>/proxy` on. */
export interface ObjectProxy {
  /** Whether a request is one of these. */
  isFor(info: RequestInfo): boolean;
  handle(request: ApiRequest): Promise<ApiResponse>;
  /** The subresource as discovery shows it. */
  connector(kind: 'PodProxyOptions' | 'ServiceProxyOptions'): Connector;
}

const verbs = ['create', 'delete', 'get', 'patch', 'update'];
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const anyTls = new https.Agent({ rejectUnauthorized: false });

/** A proxy to the addresses of pods, and to ready endpoints of services. */
export function objectProxy(o: { store: Store; resolver: ServiceResolver; logger: Logger }): ObjectProxy {
  const handle = async (request: ApiRequest): Promise<ApiResponse> => {
    const { info } = request;
    const target = info.resource === 'pods' ? podTarget(o.store, info) : serviceTarget(o, info);
    const path = pathAfterProxy(urlOf(request));
    if (path === undefined) return redirect(request);
    const { scheme, host, port } = target;
    const isTls = scheme === 'https';
    const options = {
      host,
      port,
      path,
      method: request.method,
      headers: { ...anonymousHeaders(request), host: `${host}:${port}` },
      signal: request.signal,
    };
    try {
      const sent = isTls ? https.request({ ...options, agent: anyTls }) : http.request(options);
      return await passThrough(sent, request, o.logger);
    } catch (error) {
      if (error instanceof ApiError) throw error;
      throw serviceUnavailable(
        `error trying to reach service: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  };
  return {
    isFor: ({ isResource, group, resource, subresource, name }) =>
      isResource && group === '' && subresource === 'proxy' && name !== '' && ['pods', 'services'].includes(resource),
    handle,
    connector: (kind) => ({ methods, kind, verbs, handle }),
  };
}

function nameOf(text: string): Named {
  const parts = text.split(':');
  if (parts.length === 3) return { scheme: parts[0] ?? '', name: parts[1] ?? '', port: parts[2] ?? '' };
  return { scheme: '', name: parts[0] ?? '', port: parts[1] ?? '' };
}

/** @upstream pkg/registry/core/pod: ResourceLocation */
function podTarget(store: Store, { namespace, name: given }: RequestInfo): Target {
  const { scheme, name, port } = nameOf(given);
  const pod = stored<Pod>(store, collections.pods, { namespace, name });
  if (!pod) throw notFound({ group: '', plural: 'pods' }, name);
  const host = pod.status?.podIP;
  if (!host) throw badRequest('address not allowed');
  const first = pod.spec?.containers.flatMap((container) => container.ports ?? [])[0]?.containerPort;
  return { scheme, host, port: port ? Number(port) : (first ?? (scheme === 'https' ? 443 : 80)) };
}

/** @upstream pkg/registry/core/service: ResourceLocation */
function serviceTarget(
  o: { store: Store; resolver: ServiceResolver },
  { namespace, name: given }: RequestInfo,
): Target {
  const { scheme, name, port } = nameOf(given);
  const service = stored<Service>(o.store, collections.services, { namespace, name });
  if (!service) throw notFound({ group: '', plural: 'services' }, name);
  const ports = service.spec?.ports ?? [];
  const found = port ? ports.find((one) => one.name === port || String(one.port) === port) : ports[0];
  if (!found) throw serviceUnavailable(`no service port "${port}" found for service "${name}"`);
  const at = o.resolver.resolve(namespace, name, found.port);
  if (!at) throw serviceUnavailable(`no endpoints available for service "${given}"`);
  return { scheme, host: at.host, port: at.port };
}

/** The path as the target is to see it; undefined when there is not even a slash. */
function pathAfterProxy(url: string): string | undefined {
  return /^[^?]*?\/(?:pods|services)\/[^/]+\/proxy(\/[^?]*(?:\?.*)?)$/.exec(url)?.[1];
}

/** What a server sends is mostly relative to its root: that must end with a slash. */
function redirect(request: ApiRequest): ApiResponse {
  const [path = '', query] = urlOf(request).split('?', 2);
  const answer = text(301, '');
  return { ...answer, headers: { location: `${path}/${query === undefined ? '' : `?${query}`}` } } as ApiResponse;
}
