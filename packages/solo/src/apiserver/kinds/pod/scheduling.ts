// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { PodSpec } from '@kubevirt-ts/kube';
import type { Cause } from '../../kind.ts';
import {
  duplicate,
  forbiddenField,
  invalidEach,
  invalidValue,
  notSupported,
  oneOf,
  required,
} from '../validation/causes.ts';
import { labelSelectorCauses } from '../validation/label-selector.ts';
import { isDnsLabel, isDnsSubdomain, isLabelValue, isQualifiedName } from '../validation/names.ts';

type Affinity = NonNullable<PodSpec['affinity']>;
type NodeSelector = NonNullable<
  NonNullable<Affinity['nodeAffinity']>['requiredDuringSchedulingIgnoredDuringExecution']
>;
type NodeTerm = NodeSelector['nodeSelectorTerms'][number];
type NodeRequirement = NonNullable<NodeTerm['matchExpressions']>[number];
type PodTerm = NonNullable<
  NonNullable<Affinity['podAffinity']>['requiredDuringSchedulingIgnoredDuringExecution']
>[number];
type Toleration = NonNullable<PodSpec['tolerations']>[number];
type Spread = NonNullable<PodSpec['topologySpreadConstraints']>[number];

const mustBe = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';

/** What is wrong with where a pod wants to be. */
export function affinityCauses(path: string, affinity: Affinity | undefined): Cause[] {
  const causes: Cause[] = [];
  const node = affinity?.nodeAffinity;
  const nodePath = `${path}.nodeAffinity`;
  if (node?.[mustBe]) causes.push(...nodeSelectorCauses(`${nodePath}.${mustBe}`, node[mustBe]));
  for (const [i, { weight, preference }] of (node?.[preferred] ?? []).entries()) {
    const at = `${nodePath}.${preferred}[${i}]`;
    causes.push(...weightCauses(at, weight), ...nodeTermCauses(`${at}.preference`, preference, false));
  }
  for (const name of ['podAffinity', 'podAntiAffinity'] as const) {
    const pods = affinity?.[name];
    for (const [i, term] of (pods?.[mustBe] ?? []).entries()) {
      causes.push(...podTermCauses(`${path}.${name}.${mustBe}[${i}]`, term));
    }
    for (const [i, { weight, podAffinityTerm }] of (pods?.[preferred] ?? []).entries()) {
      const at = `${path}.${name}.${preferred}[${i}]`;
      causes.push(...weightCauses(at, weight), ...podTermCauses(`${at}.podAffinityTerm`, podAffinityTerm));
    }
  }
  return causes;
}

function weightCauses(at: string, weight: number): Cause[] {
  return weight >= 1 && weight <= 100 ? [] : [invalidValue(`${at}.weight`, weight, 'must be in the range 1-100')];
}

/** What is wrong with a selector of nodes. */
export function nodeSelectorCauses(path: string, selector: NodeSelector): Cause[] {
  const terms = selector.nodeSelectorTerms ?? [];
  if (!terms.length) return [required(`${path}.nodeSelectorTerms`, 'must have at least one node selector term')];
  return terms.flatMap((term, i) => nodeTermCauses(`${path}.nodeSelectorTerms[${i}]`, term, true));
}

function nodeTermCauses(path: string, term: NodeTerm, isRequired: boolean): Cause[] {
  return [
    ...(term.matchExpressions ?? []).flatMap((one, i) =>
      nodeRequirementCauses(`${path}.matchExpressions[${i}]`, one, isRequired),
    ),
    ...(term.matchFields ?? []).flatMap((one, i) => nodeFieldCauses(`${path}.matchFields[${i}]`, one)),
  ];
}

function nodeRequirementCauses(at: string, one: NodeRequirement, isRequired: boolean): Cause[] {
  const { key, operator, values = [] } = one;
  const causes: Cause[] = [];
  const field = `${at}.values`;
  if (operator === 'In' || operator === 'NotIn') {
    if (!values.length) causes.push(required(field, "must be specified when `operator` is 'In' or 'NotIn'"));
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    const sentence = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
    if (values.length) causes.push(forbiddenField(field, sentence));
  } else if (operator === 'Gt' || operator === 'Lt') {
    const sentence = "must be specified single value when `operator` is 'Lt' or 'Gt'";
    if (values.length !== 1) causes.push(required(field, sentence));
  } else causes.push(invalidValue(`${at}.operator`, operator ?? '', 'not a valid selector operator'));
  causes.push(...invalidEach(`${at}.key`, key, isQualifiedName(key)));
  if (isRequired) {
    causes.push(...values.flatMap((value, i) => invalidEach(`${field}[${i}]`, value, isLabelValue(value))));
  }
  return causes;
}

function nodeFieldCauses(at: string, { key, operator, values = [] }: NodeRequirement): Cause[] {
  const causes: Cause[] = [];
  if (operator === 'In' || operator === 'NotIn') {
    const sentence = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    if (values.length !== 1) causes.push(required(`${at}.values`, sentence));
  } else causes.push(invalidValue(`${at}.operator`, operator ?? '', 'not a valid selector operator'));
  if (key !== 'metadata.name') return [...causes, invalidValue(`${at}.key`, key, 'not a valid field selector key')];
  return [...causes, ...values.flatMap((value, i) => invalidEach(`${at}.values[${i}]`, value, isDnsSubdomain(value)))];
}

function podTermCauses(path: string, term: PodTerm): Cause[] {
  const topologyKey = term.topologyKey ?? '';
  return [
    ...labelSelectorCauses(`${path}.labelSelector`, term.labelSelector),
    ...labelSelectorCauses(`${path}.namespaceSelector`, term.namespaceSelector),
    ...(term.namespaces ?? []).flatMap((name) => invalidEach(`${path}.namespace`, name, isDnsLabel(name))),
    ...(topologyKey ? [] : [required(`${path}.topologyKey`, 'can not be empty')]),
    ...invalidEach(`${path}.topologyKey`, topologyKey, isQualifiedName(topologyKey)),
  ];
}

/** The effects that taints have. */
export const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;

/** What is wrong with tolerations. */
export function tolerationCauses(path: string, tolerations: readonly Toleration[] | undefined): Cause[] {
  return (tolerations ?? []).flatMap((one, i) => oneTolerationCauses(`${path}[${i}]`, one));
}

function oneTolerationCauses(at: string, one: Toleration): Cause[] {
  const { key = '', operator = '', value = '', effect = '', tolerationSeconds } = one;
  const causes = key ? invalidEach(`${at}.key`, key, isQualifiedName(key)) : [];
  const field = `${at}.operator`;
  if (!key && operator !== 'Exists') {
    const sentence = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
    causes.push(invalidValue(field, operator, sentence));
  }
  if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
    const sentence = "effect must be 'NoExecute' when `tolerationSeconds` is set";
    causes.push(invalidValue(`${at}.effect`, effect, sentence));
  }
  if (operator === 'Exists') {
    if (value) causes.push(invalidValue(field, value, "value must be empty when `operator` is 'Exists'"));
  } else if (operator === 'Equal' || operator === '') {
    const complaints = isLabelValue(value);
    if (complaints.length) causes.push(invalidValue(field, value, complaints.join(';')));
  } else causes.push(notSupported(field, operator, ['Equal', 'Exists']));
  return effect ? [...causes, ...oneOf(`${at}.effect`, effect, taintEffects)] : causes;
}

/** What is wrong with how pods are to be spread. */
export function spreadCauses(path: string, constraints: readonly Spread[] | undefined): Cause[] {
  return (constraints ?? []).flatMap((one, i) => {
    const at = `${path}[${i}]`;
    const { maxSkew, topologyKey, whenUnsatisfiable, minDomains } = one;
    const causes: Cause[] = [];
    if (maxSkew <= 0) causes.push(invalidValue(`${at}.maxSkew`, maxSkew, 'must be greater than zero'));
    if (!topologyKey) causes.push(required(`${at}.topologyKey`, 'can not be empty'));
    else causes.push(...invalidEach(`${at}.topologyKey`, topologyKey, isQualifiedName(topologyKey)));
    causes.push(...oneOf(`${at}.whenUnsatisfiable`, whenUnsatisfiable, ['DoNotSchedule', 'ScheduleAnyway']));
    const isAgain = constraints
      ?.slice(i + 1)
      .some((other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable);
    if (isAgain) {
      const field = `${at}.{topologyKey, whenUnsatisfiable}`;
      causes.push(duplicate(field, `{${topologyKey}, ${whenUnsatisfiable}}`));
    }
    if (minDomains !== undefined && minDomains <= 0) {
      causes.push(invalidValue(`${at}.minDomains`, minDomains, 'must be greater than zero'));
    }
    return [...causes, ...labelSelectorCauses(`${at}.labelSelector`, one.labelSelector)];
  });
}
