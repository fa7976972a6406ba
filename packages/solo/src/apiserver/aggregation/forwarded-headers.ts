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

/** The headers of a request as they are passed on: who asks is said by the front proxy, and by nobody else. */
export function forwardedHeaders(request: ApiRequest): OutgoingHttpHeaders {
  const incoming = request.incoming ?? request.upgrade?.request;
  const given: NodeJS.Dict<string | string[]> = incoming?.headersDistinct ?? request.headers;
  const headers: OutgoingHttpHeaders = {};
  for (const [name, value] of Object.entries(given)) {
    if (hopByHop.has(name) || name === 'host' || name === 'authorization') continue;
    if (name.startsWith('x-remote-') || name.startsWith('impersonate-')) continue;
    if (name === 'expect') continue;
    headers[name] = Array.isArray(value) && value.length === 1 ? value[0] : value;
  }
  const peer = incoming?.socket.remoteAddress;
  if (peer) headers['x-forwarded-for'] = [given['x-forwarded-for'] ?? [], peer].flat().join(', ');
  if (request.upgrade) {
    headers.connection = 'Upgrade';
    headers.upgrade = request.headers.upgrade;
  }
  return { ...headers, ...userHeaders(request.user) };
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
