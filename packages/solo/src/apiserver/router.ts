// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Registry } from '@kubevirt-ts/kube';
import type { ServiceAccountTokens } from '../auth/tokens/service-account-tokens.ts';
import type { ApiServices, Extension } from './aggregation/api-services.ts';
import type { ExtensionProxy } from './aggregation/proxy.ts';
import { type HealthChecks, healthAnswer, text } from './http/health.ts';
import type { ObjectProxy } from './proxy/object-proxy.ts';
import type { ApiRequest, ApiResponse, Handler, PathHandler, RequestInfo } from './request.ts';

/** Who answers what. */
export interface RouterOptions {
  /** Resources that this server has itself. */
  rest: Handler;
  discovery: PathHandler;
  openapi: PathHandler;
  extensions: ApiServices;
  proxy: ExtensionProxy;
  objectProxy: ObjectProxy;
  tokens: ServiceAccountTokens;
  checks: HealthChecks;
  metrics: Registry;
}

/** Leads each request to who answers it; paths of nobody's are not found, in plain text. */
export function router(o: RouterOptions): Handler {
  return async (request) => {
    const extension = extensionFor(o.extensions, request);
    if (extension) return o.proxy(request, extension);
    if (o.objectProxy.isFor(request.info)) return o.objectProxy.handle(request);
    if (request.info.isResource) return o.rest(request);
    const answer = o.discovery(request) ?? o.openapi(request) ?? healthAnswer(o.checks, request);
    return answer ?? (await otherAnswer(o, request));
  };
}

/** Whether a request's body is not read here, but passed on. */
export function isPassedOn(extensions: ApiServices): (info: RequestInfo) => boolean {
  return (info) =>
    info.isResource && (info.subresource === 'proxy' || extensions.extension(info.group, info.version) !== undefined);
}

function extensionFor(extensions: ApiServices, { path, info }: ApiRequest): Extension | undefined {
  if (info.isResource) return info.group ? extensions.extension(info.group, info.version) : undefined;
  const [, group, version] = /^(?:\/openapi\/v3)?\/apis\/([^/]+)\/([^/]+)\/?$/.exec(path) ?? [];
  return group && version ? extensions.extension(group, version) : undefined;
}

async function otherAnswer(o: RouterOptions, request: ApiRequest): Promise<ApiResponse> {
  switch (request.path.replace(/\/$/, '')) {
    case '/metrics':
      return text(200, await o.metrics.metrics(), o.metrics.contentType);
    case '/.well-known/openid-configuration':
      return {
        status: 200,
        body: o.tokens.openidConfiguration(),
        headers: { 'cache-control': 'public, max-age=3600' },
      };
    case '/openid/v1/jwks':
      return {
        status: 200,
        body: o.tokens.jwks(),
        headers: { 'cache-control': 'public, max-age=3600', 'content-type': 'application/jwk-set+json' },
      };
    case '':
      return { status: 200, body: { paths } };
  }
  return text(404, '404 page not found\n');
}

const paths = [
  '/.well-known/openid-configuration',
  '/api',
  '/api/v1',
  '/apis',
  '/healthz',
  '/livez',
  '/metrics',
  '/openapi/v2',
  '/openapi/v3',
  '/openid/v1/jwks',
  '/readyz',
  '/version',
];
