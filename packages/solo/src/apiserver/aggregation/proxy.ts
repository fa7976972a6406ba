// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Logger } from '@kubevirt-ts/kube';
import { text } from '../http/health.ts';
import { forwardedHeaders } from '../proxy/forwarded-headers.ts';
import { passThrough, urlOf } from '../proxy/pass-through.ts';
import type { ApiRequest, ApiResponse } from '../request.ts';
import type { Extension } from './api-services.ts';
import type { ExtensionClient } from './extension-client.ts';
import type { ServiceResolver } from './service-resolver.ts';

/** Passes requests on to an extension API server, and its answers back. */
export type ExtensionProxy = (request: ApiRequest, extension: Extension) => Promise<ApiResponse>;

/** A proxy to the ready addresses of extensions' Services. */
export function extensionProxy(o: {
  client: ExtensionClient;
  resolver: ServiceResolver;
  logger: Logger;
}): ExtensionProxy {
  return async (request, extension) => {
    const { namespace, name, port } = extension.service;
    const at = extension.isAvailable ? o.resolver.resolve(namespace, name, port) : undefined;
    if (!at) return text(503, 'service unavailable\n');
    const call = {
      extension,
      at,
      method: request.method,
      path: urlOf(request),
      headers: forwardedHeaders(request),
      signal: request.signal,
    };
    try {
      return await passThrough(o.client.request(call), request, o.logger);
    } catch (error) {
      o.logger.debug({ err: error, extension: extension.name }, 'an extension API server could not be asked');
      return text(503, `error trying to reach service: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  };
}
