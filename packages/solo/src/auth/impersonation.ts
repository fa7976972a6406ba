// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { IncomingMessage } from 'node:http';
import { internalError } from '../apiserver/errors.ts';
import type { User } from '../apiserver/request.ts';
import { type Attributes, type Authorizer, forbiddenBy } from './authorizer.ts';
import { serviceAccountUser } from './tokens/service-account-tokens.ts';

const extraPrefix = 'impersonate-extra-';

/**
 * Who a request is to be answered for: its user, or whom `Impersonate-` headers name, if the user may act for them.
 * @throws ApiError 403 when they may not
 */
export function impersonated(request: IncomingMessage, user: User, authorizer: Authorizer): User {
  // Nearly all requests end here.
  if (!Object.keys(request.headers).some((header) => header.startsWith('impersonate-'))) return user;
  const headers = request.headersDistinct;
  const [name] = headers['impersonate-user'] ?? [];
  const groups = headers['impersonate-group'] ?? [];
  const [uid] = headers['impersonate-uid'] ?? [];
  const extra: Record<string, string[]> = {};
  for (const [header, values] of Object.entries(headers)) {
    if (header.startsWith(extraPrefix) && values) extra[decoded(header.slice(extraPrefix.length))] = values;
  }
  if (!name) {
    if (groups.length === 0 && !uid && Object.keys(extra).length === 0) return user;
    throw internalError('requested impersonation without impersonating a user');
  }

  const check = (of: Pick<Attributes, 'resource' | 'name'> & Partial<Attributes>) => {
    const attributes: Attributes = {
      user,
      isResource: true,
      verb: 'impersonate',
      group: '',
      subresource: '',
      namespace: '',
      path: '',
      ...of,
    };
    const decision = authorizer.authorize(attributes);
    if (!decision.allowed) throw forbiddenBy(attributes, decision.reason);
  };
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name);
  const [, namespace = '', accountName = ''] = account ?? [];
  if (account) check({ resource: 'serviceaccounts', namespace, name: accountName });
  else check({ resource: 'users', name });
  for (const group of groups) check({ resource: 'groups', name: group });
  const group = 'authentication.k8s.io';
  for (const [key, values] of Object.entries(extra)) {
    for (const value of values) check({ group, resource: 'userextras', subresource: key, name: value });
  }
  if (uid) check({ group, resource: 'uids', name: uid });

  const implied = account && groups.length === 0 ? serviceAccountUser(namespace, { name: accountName }).groups : groups;
  return {
    name,
    ...(uid && { uid }),
    groups: withSystemGroup(name, implied),
    ...(Object.keys(extra).length && { extra }),
  };
}

function withSystemGroup(name: string, groups: readonly string[]): readonly string[] {
  const all = name === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated';
  return groups.includes('system:authenticated') || groups.includes(all) ? groups : [...groups, all];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
