// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { badRequest } from '../../apiserver/errors.ts';
import type { User } from '../../apiserver/request.ts';
import type { RbacAuthorizer } from '../rbac/rbac-authorizer.ts';
import type { Answer } from './access-reviews.ts';

/** All that who asks may do in a namespace. Nodes may more than it says: it is then called incomplete. */
export function selfSubjectRulesReview(rbac: RbacAuthorizer): Answer {
  return async (object, { user }) => {
    const { namespace } = (object.spec ?? {}) as { namespace?: string };
    if (!namespace) throw badRequest('no namespace on request');
    const { rules, errors } = rbac.rulesOf(user, namespace);
    const resourceRules = rules.flatMap(({ verbs, apiGroups, resources, resourceNames }) =>
      resources?.length ? [{ verbs, apiGroups, resources, ...(resourceNames?.length && { resourceNames }) }] : [],
    );
    const nonResourceRules = rules.flatMap(({ verbs, nonResourceURLs }) =>
      nonResourceURLs?.length ? [{ verbs, nonResourceURLs }] : [],
    );
    const isNode = user.groups.includes('system:nodes');
    const evaluationError = isNode
      ? 'node authorizer does not support user rule resolution'
      : errors.length
        ? errors.join(', ')
        : undefined;
    const status = {
      resourceRules,
      nonResourceRules,
      incomplete: isNode,
      ...(evaluationError && { evaluationError }),
    };
    return { ...object, spec: {}, status };
  };
}

/** Who asks. */
export function selfSubjectReview(): Answer {
  return async (object, { user }) => ({ ...object, status: { userInfo: userInfo(user) } });
}

/** A user as reviews and webhooks write it. */
export function userInfo({ name, uid, groups, extra }: User): object {
  return { username: name, ...(uid && { uid }), ...(groups.length && { groups }), ...(extra && { extra }) };
}
