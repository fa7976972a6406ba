// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { RequestInfo } from './request.ts';

const verbs: Readonly<Record<string, string>> = {
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};
const namespaceSubresources: ReadonlySet<string> = new Set(['status', 'finalize']);

/** What a request asks for, from its method, path (still percent-encoded) and query. @upstream RequestInfoFactory.NewRequestInfo */
export function requestInfo(method: string, path: string, query: URLSearchParams): RequestInfo {
  const info: RequestInfo = {
    isResource: false,
    verb: method.toLowerCase(),
    group: '',
    version: '',
    resource: '',
    subresource: '',
    namespace: '',
    name: '',
    rest: '',
  };
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decoded);
  const prefix = parts.shift();
  if (prefix === 'apis') {
    if (parts.length < 3) return info;
    info.group = parts.shift() ?? '';
  } else if (prefix !== 'api' || parts.length < 2) {
    return info;
  }
  info.isResource = true;
  info.version = parts.shift() ?? '';
  info.verb = verbs[method] ?? '';
  const forcesWatch = parts[0] === 'watch' && parts.length > 1;
  if (forcesWatch) parts.shift();
  nameThings(info, parts);
  if (forcesWatch) info.verb = 'watch';
  else if (info.name === '' && info.verb === 'get') info.verb = isWatch(query) ? 'watch' : 'list';
  else if (info.name === '' && info.verb === 'delete') info.verb = 'deletecollection';
  if (info.name === '' && ['list', 'watch', 'deletecollection'].includes(info.verb)) {
    info.name = selectedName(query.get('fieldSelector') ?? '');
  }
  return info;
}

/** Whether a query asks for a watch. */
export function isWatch(query: URLSearchParams): boolean {
  const value = query.get('watch');
  return value !== null && !['false', '0', 'f', 'F', 'False', 'FALSE'].includes(value);
}

function nameThings(info: RequestInfo, parts: string[]): void {
  let rest = parts;
  if (parts[0] === 'namespaces' && parts.length > 1) {
    info.namespace = parts[1] ?? '';
    if (parts.length > 2 && !namespaceSubresources.has(parts[2] ?? '')) rest = parts.slice(2);
  }
  const [resource = '', name = '', subresource = '', ...more] = rest;
  Object.assign(info, { resource, name, subresource, rest: more.join('/') });
}

/** The name, when a field selector asks for exactly one: authorisation may then allow by name. */
function selectedName(fieldSelector: string): string {
  for (const term of fieldSelector.split(',')) {
    const found = /^metadata\.name==?([^=!].*)$/.exec(term);
    if (found?.[1]) return found[1];
  }
  return '';
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
