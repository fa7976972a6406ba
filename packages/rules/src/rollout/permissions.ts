// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** A rule of a Role or ClusterRole. */
export interface PolicyRule {
  apiGroups?: readonly string[];
  resources?: readonly string[];
  resourceNames?: readonly string[];
  nonResourceURLs?: readonly string[];
  verbs: readonly string[];
}

interface Grant {
  group: string;
  resource: string;
  /** Empty: every name. */
  name: string;
  verb: string;
}

/** Every single right a list of rules gives; `*` stays `*`. */
export const grants = (rules: readonly PolicyRule[]): readonly Grant[] =>
  rules.flatMap((rule) => [
    ...(rule.nonResourceURLs ?? []).flatMap((resource) =>
      rule.verbs.map((verb) => ({ group: 'url', resource, name: '', verb })),
    ),
    ...(rule.apiGroups ?? []).flatMap((group) =>
      (rule.resources ?? []).flatMap((resource) =>
        (rule.resourceNames?.length ? rule.resourceNames : ['']).flatMap((name) =>
          rule.verbs.map((verb) => ({ group, resource, name, verb })),
        ),
      ),
    ),
  ]);

const includes = (held: Grant, wanted: Grant): boolean =>
  (held.group === '*' || held.group === wanted.group) &&
  (held.resource === '*' || held.resource === wanted.resource) &&
  (held.name === '' || held.name === wanted.name) &&
  (held.verb === '*' || held.verb === wanted.verb);

/** The rights of `wanted` that `held` does not give. */
export const missingGrants = (held: readonly PolicyRule[], wanted: readonly PolicyRule[]): readonly Grant[] => {
  const heldGrants = grants(held);
  return grants(wanted).filter((grant) => !heldGrants.some((has) => includes(has, grant)));
};

/** Whether `held` gives every right of `wanted`. */
export const covers = (held: readonly PolicyRule[], wanted: readonly PolicyRule[]): boolean =>
  missingGrants(held, wanted).length === 0;
