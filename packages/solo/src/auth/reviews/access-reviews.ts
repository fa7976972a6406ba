// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { invalid } from '../../apiserver/errors.ts';
import type { Cause, Json, Kind } from '../../apiserver/kind.ts';
import type { User } from '../../apiserver/request.ts';
import type { Attributes, Authorizer } from '../authorizer.ts';

/** How a kind that is answered, not stored, is answered. */
export type Answer = NonNullable<Kind['answer']>;

interface ResourceAttributes {
  namespace?: string;
  verb?: string;
  group?: string;
  resource?: string;
  subresource?: string;
  name?: string;
}

interface Spec {
  resourceAttributes?: ResourceAttributes | null;
  nonResourceAttributes?: { path?: string; verb?: string } | null;
  user?: string;
  uid?: string;
  groups?: string[] | null;
  extra?: Record<string, string[]>;
}

const group = 'authorization.k8s.io';

/** Whether somebody may do something. */
export function subjectAccessReview(authorizer: Authorizer): Answer {
  return async (object) => {
    const spec = specOf(object);
    refuse([...attributesCauses(spec), ...subjectCauses(spec)]);
    return reviewed(object, authorizer, subjectOf(spec));
  };
}

/** Whether somebody may do something in one namespace: for those who may ask only there. */
export function localSubjectAccessReview(authorizer: Authorizer): Answer {
  return async (object, request) => {
    const spec = specOf(object);
    const { namespace } = spec.resourceAttributes ?? {};
    const elsewhere = namespace !== request.info.namespace;
    refuse([
      ...(spec.nonResourceAttributes
        ? [pathCause(spec.nonResourceAttributes, 'disallowed on this kind of request')]
        : []),
      ...(spec.resourceAttributes && elsewhere
        ? [cause('spec.resourceAttributes.namespace', 'must match metadata.namespace', namespace ?? '')]
        : []),
      ...(spec.nonResourceAttributes ? [] : attributesCauses(spec)),
      ...subjectCauses(spec),
    ]);
    return reviewed(object, authorizer, subjectOf(spec));
  };
}

/** Whether who asks may do something. */
export function selfSubjectAccessReview(authorizer: Authorizer): Answer {
  return async (object, request) => {
    refuse(attributesCauses(specOf(object)));
    return reviewed(object, authorizer, request.user);
  };
}

function reviewed(object: Json, authorizer: Authorizer, user: User): Json {
  const { resourceAttributes: resource, nonResourceAttributes: other } = specOf(object);
  const attributes: Attributes = {
    user,
    isResource: resource !== undefined && resource !== null,
    verb: resource?.verb ?? other?.verb ?? '',
    group: resource?.group ?? '',
    resource: resource?.resource ?? '',
    subresource: resource?.subresource ?? '',
    namespace: resource?.namespace ?? '',
    name: resource?.name ?? '',
    path: other?.path ?? '',
  };
  const decision = authorizer.authorize(attributes);
  const status: Record<string, unknown> = { allowed: decision.allowed };
  if (!decision.allowed && decision.denied) status.denied = true;
  if (decision.reason) status.reason = decision.reason;
  return { ...object, status };
}

function specOf(object: Json): Spec {
  return (object.spec ?? {}) as Spec;
}

function subjectOf({ user = '', uid, groups, extra }: Spec): User {
  return { name: user, ...(uid && { uid }), groups: groups ?? [], ...(extra && { extra }) };
}

function attributesCauses({ resourceAttributes, nonResourceAttributes }: Spec): Cause[] {
  if (resourceAttributes && nonResourceAttributes) {
    return [pathCause(nonResourceAttributes, 'cannot be specified in combination with resourceAttributes')];
  }
  if (resourceAttributes || nonResourceAttributes) return [];
  const why = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
  return [cause('spec.resourceAttributes', why, 'null')];
}

function pathCause({ path = '', verb = '' }: NonNullable<Spec['nonResourceAttributes']>, why: string): Cause {
  const value = `authorization.NonResourceAttributes{Path:${JSON.stringify(path)}, Verb:${JSON.stringify(verb)}}`;
  return {
    reason: 'FieldValueInvalid',
    message: `Invalid value: ${value}: ${why}`,
    field: 'spec.nonResourceAttributes',
  };
}

function subjectCauses({ user, groups }: Spec): Cause[] {
  return user || groups?.length ? [] : [cause('spec.user', 'at least one of user or group must be specified', '')];
}

function cause(field: string, why: string, value: string): Cause {
  return { reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(value)}: ${why}`, field };
}

function refuse(causes: readonly Cause[]): void {
  if (causes.length > 0) throw invalid({ group, kind: '' }, '', causes);
}
