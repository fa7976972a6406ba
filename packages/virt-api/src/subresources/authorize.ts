// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { IncomingMessage } from 'node:http';
import { type Client, type FrontProxyTrust, frontProxyUser, type UserInfo } from '@kubevirt-ts/kube';
import { isAllowed } from '../access.ts';
import { group, type Target } from './path.ts';
import { CallError } from './status.ts';

const verbs: Record<string, string> = {
  GET: 'get',
  PUT: 'update',
  POST: 'create',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** What an authorisation is decided with. */
export interface Guard {
  client: Client;
  trust: () => FrontProxyTrust | undefined;
  now: () => Date;
}

/**
 * The user the API server calls for, who may do so; whoever calls past the API server is no one (CVE-2025-64432).
 * @throws CallError 401 or 403
 */
export const authorize = async (request: IncomingMessage, target: Target, guard: Guard): Promise<UserInfo> => {
  const answer = frontProxyUser(request, guard.trust(), guard.now());
  if ('refused' in answer) throw new CallError(401, 'Unauthorized', `Unauthorized: ${answer.refused}`);
  const { user } = answer;
  const { namespace, resource, name, subresource, version } = target;
  const verb = verbs[request.method ?? ''] ?? 'get';
  const deed = { namespace, verb, group, version, resource, subresource, name };
  if (!(await isAllowed(guard.client, user, deed)))
    throw new CallError(
      403,
      'Forbidden',
      `${resource}.${group} "${name}" is forbidden: User "${user.username}" cannot ${verb} resource "${resource}/${subresource}" in API group "${group}" in the namespace "${namespace}"`,
    );
  return user;
};
