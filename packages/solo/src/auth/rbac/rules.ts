// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { PolicyRule } from '@kubevirt-ts/kube';
import type { Attributes } from '../authorizer.ts';

const none: readonly string[] = [];

/** Whether a rule allows what somebody wants. @upstream pkg/apis/rbac/v1/evaluation_helpers */
export function isAllowedBy(rule: PolicyRule, a: Attributes): boolean {
  if (!hasOrAll(rule.verbs, a.verb)) return false;
  if (!a.isResource) return (rule.nonResourceURLs ?? none).some((pattern) => isPathOf(pattern, a.path));
  return (
    hasOrAll(rule.apiGroups ?? none, a.group) &&
    hasResource(rule.resources ?? none, a.resource, a.subresource) &&
    (!rule.resourceNames?.length || rule.resourceNames.includes(a.name))
  );
}

/** The part of `asked` that `owned` do not cover, in rules of one verb, group and resource each. @upstream component-helpers/auth/rbac/validation: Covers */
export function uncovered(owned: readonly PolicyRule[], asked: readonly PolicyRule[]): PolicyRule[] {
  return asked.flatMap(brokenDown).filter((part) => !owned.some((rule) => covers(rule, part)));
}

/** Rules of one group and resource (and name) each, brought together where only the verb differs. */
export function compacted(rules: readonly PolicyRule[]): PolicyRule[] {
  const result: PolicyRule[] = [];
  const simple = new Map<string, PolicyRule>();
  for (const rule of rules) {
    const isSimple = rule.apiGroups?.length === 1 && rule.resources?.length === 1 && !rule.nonResourceURLs?.length;
    if (!isSimple || (rule.resourceNames?.length ?? 0) > 1) {
      result.push(rule);
      continue;
    }
    const key = JSON.stringify([rule.apiGroups, rule.resources, rule.resourceNames ?? none]);
    const same = simple.get(key);
    if (same) {
      same.verbs = [...new Set([...same.verbs, ...rule.verbs])];
      continue;
    }
    const copy = { ...rule };
    simple.set(key, copy);
    result.push(copy);
  }
  return result;
}

/** A rule as refusals name it: `{APIGroups:[""], Resources:["pods"], Verbs:["get"]}`. */
export function described(rule: PolicyRule): string {
  const list = (name: string, values: readonly string[] | undefined) =>
    values?.length ? [`${name}:${quotedList(values)}`] : [];
  const parts = [
    ...list('APIGroups', rule.apiGroups),
    ...list('Resources', rule.resources),
    ...list('NonResourceURLs', rule.nonResourceURLs),
    ...list('ResourceNames', rule.resourceNames),
    ...list('Verbs', rule.verbs),
  ];
  return `{${parts.join(', ')}}`;
}

/** Go's `%q` of a list of strings. */
export function quotedList(values: readonly string[]): string {
  return `[${values.map((value) => JSON.stringify(value)).join(' ')}]`;
}

function hasOrAll(values: readonly string[], value: string): boolean {
  return values.includes('*') || values.includes(value);
}

function hasResource(resources: readonly string[], resource: string, subresource: string): boolean {
  const wanted = subresource ? `${resource}/${subresource}` : resource;
  for (const one of resources) {
    if (one === '*' || one === wanted) return true;
    if (subresource && one.length === subresource.length + 2 && one.startsWith('*/') && one.endsWith(subresource)) {
      return true;
    }
  }
  return false;
}

function isPathOf(pattern: string, path: string): boolean {
  if (pattern === '*' || pattern === path) return true;
  return pattern.endsWith('*') && path.startsWith(pattern.slice(0, -1));
}

function brokenDown(rule: PolicyRule): PolicyRule[] {
  const resources = (rule.apiGroups ?? none).flatMap((group) =>
    (rule.resources ?? none).flatMap((resource) =>
      rule.verbs.flatMap((verb) => {
        const part: PolicyRule = { apiGroups: [group], resources: [resource], verbs: [verb] };
        if (!rule.resourceNames?.length) return [part];
        return rule.resourceNames.map((name) => ({ ...part, resourceNames: [name] }));
      }),
    ),
  );
  const paths = (rule.nonResourceURLs ?? none).flatMap((path) =>
    rule.verbs.map((verb): PolicyRule => ({ nonResourceURLs: [path], verbs: [verb] })),
  );
  return [...resources, ...paths];
}

function covers(owner: PolicyRule, part: PolicyRule): boolean {
  const [verb = ''] = part.verbs;
  if (!hasOrAll(owner.verbs, verb)) return false;
  const [path] = part.nonResourceURLs ?? none;
  if (path !== undefined) return (owner.nonResourceURLs ?? none).some((pattern) => isPathOf(pattern, path));
  const [group = ''] = part.apiGroups ?? none;
  const [, resource = '', subresource = ''] = /^([^/]*)\/?(.*)$/.exec(part.resources?.[0] ?? '') ?? [];
  if (!hasOrAll(owner.apiGroups ?? none, group)) return false;
  if (!hasResource(owner.resources ?? none, resource, subresource)) return false;
  if (!owner.resourceNames?.length) return true;
  const [name] = part.resourceNames ?? none;
  return name !== undefined && owner.resourceNames.includes(name);
}
