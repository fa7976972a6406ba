// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import type { ApiRequest, User } from '../request.ts';

// Of one connection, not of the request.
const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The headers of a request as an extension API server is to see them: who asks is said by the front proxy, and by nobody else. */
export function forwardedHeaders(request: ApiRequest): OutgoingHttpHeaders {
  return { ...anonymousHeaders(request), ...userHeaders(request.user) };
}

/** The headers of a request without what says, or proves, who asks. */
export function anonymousHeaders(request: ApiRequest): OutgoingHttpHeaders {
  const incoming = request.incoming ?? request.upgrade?.request;
  const given: NodeJS.Dict<string | string[]> = incoming?.headersDistinct ?? request.headers;
  const headers: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(given)) {
    if (hopByHop.has(name) || name === 'host' || name === 'authorization') continue;
    if (name.startsWith('x-remote-') || name.startsWith('impersonate-')) continue;
    if (name === 'expect') continue;
    if (name === 'sec-websocket-protocol') {
      const protocols = withoutTokens([value ?? []].flat().join(', '));
      if (protocols) headers[name] = protocols;
      continue;
    }
    headers[name] = Array.isArray(value) && value.length === 1 ? value[0] : value;
  }
  const peer = incoming?.socket.remoteAddress;
  if (peer) headers['x-forwarded-for'] = [given['x-forwarded-for'] ?? [], peer].flat().join(', ');
  if (request.upgrade) {
    headers.connection = 'Upgrade';
    headers.upgrade = request.headers.upgrade;
  }
  return headers;
}

/** Browsers, which cannot set headers, offer their token as a websocket protocol. */
const tokenProtocol = /^base64url\.bearer\.authorization\.k8s\.io\./;

/** The websocket protocols offered, less the tokens among them. */
function withoutTokens(offered: string): string {
  const protocols = offered.split(',').map((protocol) => protocol.trim());
  return protocols.filter((protocol) => !tokenProtocol.test(protocol)).join(', ');
}

/** A user as a front proxy names them. */
export function userHeaders({ name, uid, groups, extra }: User): OutgoingHttpHeaders {
  const headers: OutgoingHttpHeaders = { 'X-Remote-User': name, 'X-Remote-Group': [...groups] };
  if (uid) headers['X-Remote-Uid'] = uid;
  for (const [key, values] of Object.entries(extra ?? {})) {
    headers[`X-Remote-Extra-${encodeURIComponent(key)}`] = [...values];
  }
  return headers;
}

/** The headers of an answer as they are passed back. */
export function answeredHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (hopByHop.has(name) || value === undefined) continue;
    result[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return result;
}
