// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { PackageFacts } from './package-facts.ts';

/** Types of authentication/v1. */
export const authenticationFacts: PackageFacts = {
  BoundObjectReference: {},
  SelfSubjectReview: { status: 'written' },
  SelfSubjectReviewStatus: { userInfo: 'written' },
  TokenRequest: { spec: 'written', status: 'written' },
  TokenRequestSpec: { audiences: 'atomic written', boundObjectRef: 'null', expirationSeconds: 'pointer null' },
  TokenRequestStatus: { expirationTimestamp: 'written', token: 'written' },
  TokenReview: { status: 'written' },
  TokenReviewSpec: { audiences: 'atomic', token: 'omitted' },
  TokenReviewStatus: { audiences: 'atomic', user: 'written' },
  UserInfo: { groups: 'atomic' },
};

/** Types of authorization/v1. */
export const authorizationFacts: PackageFacts = {
  FieldSelectorAttributes: { requirements: 'atomic' },
  LabelSelectorAttributes: { requirements: 'atomic' },
  LocalSubjectAccessReview: { status: 'written' },
  NonResourceAttributes: {},
  NonResourceRule: { nonResourceURLs: 'atomic', verbs: 'atomic' },
  ResourceAttributes: {},
  ResourceRule: { apiGroups: 'atomic', resourceNames: 'atomic', resources: 'atomic', verbs: 'atomic' },
  SelfSubjectAccessReview: { status: 'written' },
  SelfSubjectAccessReviewSpec: {},
  SelfSubjectRulesReview: { status: 'written' },
  SelfSubjectRulesReviewSpec: {},
  SubjectAccessReview: { status: 'written' },
  SubjectAccessReviewSpec: { groups: 'atomic' },
  SubjectAccessReviewStatus: {},
  SubjectRulesReviewStatus: { nonResourceRules: 'atomic', resourceRules: 'atomic' },
};

/** Types of rbac/v1. */
export const rbacFacts: PackageFacts = {
  AggregationRule: { clusterRoleSelectors: 'atomic' },
  ClusterRole: { rules: 'atomic written' },
  ClusterRoleBinding: { subjects: 'atomic' },
  PolicyRule: {
    apiGroups: 'atomic',
    nonResourceURLs: 'atomic',
    resourceNames: 'atomic',
    resources: 'atomic',
    verbs: 'atomic',
  },
  Role: { rules: 'atomic written' },
  RoleBinding: { subjects: 'atomic' },
  RoleRef: { '': 'atomic', apiGroup: 'written' },
  Subject: { '': 'atomic' },
};
