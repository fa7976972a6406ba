// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { ApiError } from '@kubevirt-ts/kube';
import { forbidden } from '../apiserver/errors.ts';
import type { ApiRequest, Handler, RequestInfo, User } from '../apiserver/request.ts';

/** What somebody wants to do. */
export interface Attributes
  extends Pick<RequestInfo, 'isResource' | 'verb' | 'group' | 'resource' | 'subresource' | 'namespace' | 'name'> {
  user: User;
  /** Of what is no resource. */
  path: string;
}

/** Whether they may; who does not allow it leaves it to the next, unless they deny it. */
export type Decision = { allowed: true; reason: string } | { allowed: false; denied?: true; reason: string };

/** Somebody who decides what others may do. */
export interface Authorizer {
  authorize(a: Attributes): Decision;
}

/** Everything is allowed to the group `system:masters`. */
export const privilegedGroup: Authorizer = {
  authorize: ({ user }) => ({ allowed: user.groups.includes('system:masters'), reason: '' }),
};

/** The first that allows or denies decides; the reasons of those before are kept. */
export function union(authorizers: readonly Authorizer[]): Authorizer {
  return {
    authorize(a) {
      const reasons: string[] = [];
      for (const authorizer of authorizers) {
        const decision = authorizer.authorize(a);
        if (decision.allowed || decision.denied) return decision;
        if (decision.reason) reasons.push(decision.reason);
      }
      return { allowed: false, reason: reasons.join('\n') };
    },
  };
}

/** What a request wants. */
export function attributesOf(request: Pick<ApiRequest, 'info' | 'user' | 'path'>): Attributes {
  return { ...request.info, user: request.user, path: request.path };
}

/** The refusal of what is not allowed, in Kubernetes' words. */
export function forbiddenBy(a: Attributes, reason: string): ApiError {
  const because = `${sentence(a)}${reason ? `: ${reason}` : ''}`;
  const { group, resource: plural, name } = a.isResource ? a : { group: '', resource: '', name: '' };
  return forbidden({ group, plural }, name, because);
}

/** Refuses a request that is not allowed. @throws ApiError 403 */
export function refuseUnauthorized(authorizer: Authorizer, request: Pick<ApiRequest, 'info' | 'user' | 'path'>): void {
  const attributes = attributesOf(request);
  const decision = authorizer.authorize(attributes);
  if (!decision.allowed) throw forbiddenBy(attributes, decision.reason);
}

/** Lets through to `inner` only what is allowed. */
export function authorized(authorizer: Authorizer, inner: Handler): Handler {
  return async (request) => {
    refuseUnauthorized(authorizer, request);
    return inner(request);
  };
}

function sentence(a: Attributes): string {
  const who = `User ${JSON.stringify(a.user.name)} cannot ${a.verb}`;
  if (!a.isResource) return `${who} path ${JSON.stringify(a.path)}`;
  const resource = a.subresource ? `${a.resource}/${a.subresource}` : a.resource;
  const where = a.namespace ? `in the namespace ${JSON.stringify(a.namespace)}` : 'at the cluster scope';
  return `${who} resource ${JSON.stringify(resource)} in API group ${JSON.stringify(a.group)} ${where}`;
}
