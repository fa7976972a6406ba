// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Authorizer } from '../authorizer.ts';
import type { RbacAuthorizer } from '../rbac/rbac-authorizer.ts';
import type { ServiceAccountTokens } from '../tokens/service-account-tokens.ts';
import {
  type Answer,
  localSubjectAccessReview,
  selfSubjectAccessReview,
  subjectAccessReview,
} from './access-reviews.ts';
import { selfSubjectReview, selfSubjectRulesReview } from './self-reviews.ts';
import { tokenReview } from './token-review.ts';

/** The answers to all reviews, by kind. */
export function reviewAnswers(o: {
  authorizer: Authorizer;
  rbac: RbacAuthorizer;
  tokens: ServiceAccountTokens;
}): Readonly<Record<string, Answer>> {
  return {
    SubjectAccessReview: subjectAccessReview(o.authorizer),
    LocalSubjectAccessReview: localSubjectAccessReview(o.authorizer),
    SelfSubjectAccessReview: selfSubjectAccessReview(o.authorizer),
    SelfSubjectRulesReview: selfSubjectRulesReview(o.rbac),
    SelfSubjectReview: selfSubjectReview(),
    TokenReview: tokenReview(o.tokens),
  };
}
