// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { ClusterRole, PolicyRule, RoleBinding } from '@kubevirt-ts/kube';
import { isDeepEqual } from '@kubevirt-ts/kube';
import type { Cause, Json, Strategy } from '../../kind.ts';
import { invalidEach, invalidValue, notSupported, required } from '../validation/causes.ts';
import { labelSelectorCauses } from '../validation/label-selector.ts';
import { isDnsSubdomain, isPathSegment } from '../validation/names.ts';

const group = 'rbac.authorization.k8s.io';

/** What is special about roles, in namespaces or not. */
export function roleStrategy(isNamespaced: boolean): Strategy {
  const causes = (object: Json) => roleCauses(object as unknown as ClusterRole, isNamespaced);
  return { validate: causes, validateUpdate: causes };
}

function roleCauses({ rules, aggregationRule }: ClusterRole, isNamespaced: boolean): Cause[] {
  const causes = (rules ?? []).flatMap((rule, i) => ruleCauses(`rules[${i}]`, rule, isNamespaced));
  if (!aggregationRule) return causes;
  const selectors = aggregationRule.clusterRoleSelectors ?? [];
  const at = 'aggregationRule.clusterRoleSelectors';
  if (!selectors.length)
    causes.push(required(at, 'at least one clusterRoleSelector required if aggregationRule is non-nil'));
  for (const [i, selector] of selectors.entries()) {
    causes.push(...labelSelectorCauses(`${at}[${i}]`, selector));
  }
  return causes;
}

function ruleCauses(at: string, rule: PolicyRule, isNamespaced: boolean): Cause[] {
  const { verbs, nonResourceURLs = [], apiGroups = [], resources = [], resourceNames = [] } = rule;
  const causes: Cause[] = verbs?.length ? [] : [required(`${at}.verbs`, 'verbs must contain at least one value')];
  if (nonResourceURLs.length) {
    if (isNamespaced) {
      const sentence = 'namespaced rules cannot apply to non-resource URLs';
      causes.push(invalidValue(`${at}.nonResourceURLs`, nonResourceURLs, sentence));
    }
    if (apiGroups.length || resources.length || resourceNames.length) {
      const sentence = 'rules cannot apply to both regular resources and non-resource URLs';
      causes.push(invalidValue(`${at}.nonResourceURLs`, nonResourceURLs, sentence));
    }
    return causes;
  }
  if (!apiGroups.length) {
    causes.push(required(`${at}.apiGroups`, 'resource rules must supply at least one api group'));
  }
  if (!resources.length) causes.push(required(`${at}.resources`, 'resource rules must supply at least one resource'));
  return causes;
}

/** What is special about bindings of roles, in namespaces or not. */
export function roleBindingStrategy(isNamespaced: boolean): Strategy {
  const causes = (object: Json) => bindingCauses(object as unknown as RoleBinding, isNamespaced);
  return {
    setDefaults(object) {
      const { roleRef, subjects } = object as unknown as RoleBinding;
      if (roleRef) roleRef.apiGroup ||= group;
      for (const subject of subjects ?? []) {
        if (subject.apiGroup === undefined && subject.kind !== 'ServiceAccount') subject.apiGroup = group;
      }
    },
    validate: causes,
    validateUpdate(object, old) {
      const found = causes(object);
      if (isDeepEqual(object.roleRef, old.roleRef)) return found;
      const { apiGroup, kind, name } = (object as unknown as RoleBinding).roleRef;
      // Kubernetes shows its internal form.
      const shown = { APIGroup: apiGroup, Kind: kind, Name: name };
      return [...found, invalidValue('roleRef', shown, 'cannot change roleRef')];
    },
  };
}

function bindingCauses({ roleRef, subjects }: RoleBinding, isNamespaced: boolean): Cause[] {
  const causes: Cause[] = [];
  if (roleRef.apiGroup !== group) causes.push(notSupported('roleRef.apiGroup', roleRef.apiGroup, [group]));
  const kinds = isNamespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  if (!kinds.includes(roleRef.kind)) causes.push(notSupported('roleRef.kind', roleRef.kind, kinds));
  if (!roleRef.name) causes.push(required('roleRef.name'));
  else causes.push(...invalidEach('roleRef.name', roleRef.name, isPathSegment(roleRef.name)));
  for (const [i, subject] of (subjects ?? []).entries()) {
    causes.push(...subjectCauses(`subjects[${i}]`, subject, isNamespaced));
  }
  return causes;
}

type Subject = NonNullable<RoleBinding['subjects']>[number];

function subjectCauses(at: string, { kind, name, namespace, apiGroup = '' }: Subject, isNamespaced: boolean): Cause[] {
  const causes: Cause[] = name ? [] : [required(`${at}.name`)];
  switch (kind) {
    case 'ServiceAccount':
      if (name) causes.push(...invalidEach(`${at}.name`, name, isDnsSubdomain(name)));
      if (apiGroup) causes.push(notSupported(`${at}.apiGroup`, apiGroup, ['']));
      if (!isNamespaced && !namespace) causes.push(required(`${at}.namespace`));
      return causes;
    case 'User':
    case 'Group':
      if (apiGroup !== group) causes.push(notSupported(`${at}.apiGroup`, apiGroup, [group]));
      return causes;
    default:
      return [...causes, notSupported(`${at}.kind`, kind, ['ServiceAccount', 'User', 'Group'])];
  }
}
