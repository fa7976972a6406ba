// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { LabelSelector, PodTemplateSpec } from '@kubevirt-ts/kube';
import { isEmptySelector, selects } from '../../../controllers/label-selector.ts';
import type { Cause, Json } from '../../kind.ts';
import { podTemplateCauses } from '../pod/spec.ts';
import { hostnameWarnings, podWarnings } from '../pod/warnings.ts';
import { forbiddenField, invalidEach, invalidValue, notSupported, required } from '../validation/causes.ts';
import { labelSelectorCauses } from '../validation/label-selector.ts';
import { isPercent } from '../validation/names.ts';

/** What is wrong with a selector and the template whose pods it must select. */
export function selectorAndTemplateCauses(
  kind: string,
  selector: LabelSelector | null | undefined,
  template: PodTemplateSpec | undefined,
): Cause[] {
  const causes: Cause[] = selector ? labelSelectorCauses('spec.selector', selector) : [required('spec.selector')];
  if (selector && isEmptySelector(selector)) {
    causes.push(invalidValue('spec.selector', selector, `empty selector is invalid for ${kind}`));
  }
  if (selector && kind === 'deployment' && labelSelectorCauses('', selector).length) {
    return [...causes, invalidValue('spec.selector', selector, 'invalid label selector')];
  }
  const labels = template?.metadata?.labels;
  if (!isEmptySelector(selector) && !selects(selector, labels ?? {})) {
    const sentence = '`selector` does not match template `labels`';
    causes.push(invalidValue('spec.template.metadata.labels', labels ?? null, sentence));
  }
  causes.push(...podTemplateCauses('spec.template', template));
  const policy = template?.spec?.restartPolicy;
  if (policy !== 'Always') causes.push(notSupported('spec.template.spec.restartPolicy', policy ?? '', ['Always']));
  if (template?.spec?.activeDeadlineSeconds !== undefined) {
    const sentence = `activeDeadlineSeconds in ${kind === 'daemonset' ? 'DaemonSet' : 'ReplicaSet'} is not Supported`;
    causes.push(forbiddenField('spec.template.spec.activeDeadlineSeconds', sentence));
  }
  return causes;
}

/** What is wrong with a number, or a percentage, of pods. */
export function countOrPercentCauses(field: string, value: number | string | undefined): Cause[] {
  if (typeof value === 'string') return invalidEach(field, value, isPercent(value));
  const number = value ?? 0;
  return number < 0 ? [invalidValue(field, number, 'must be greater than or equal to 0')] : [];
}

/** What is wrong with a percentage above 100. */
export function over100Causes(field: string, value: number | string | undefined): Cause[] {
  if (typeof value !== 'string' || !value.endsWith('%') || Number(value.slice(0, -1)) <= 100) return [];
  return [invalidValue(field, value, 'must not be greater than 100%')];
}

/** The number that a count or percentage stands for, of nothing in particular: 0 is 0. */
export function amountOf(value: number | string | undefined): number {
  return typeof value === 'string' ? Number(value.replace('%', '')) : (value ?? 0);
}

/** What is said of new templates and changed ones, and of new names that their pods are named after. */
export function templateWarnings(object: Json, old: Json | undefined, isNameOfPods: boolean): string[] {
  if (old && old.metadata?.generation === object.metadata?.generation) return [];
  const { spec } = object as { spec?: { template?: PodTemplateSpec } };
  const names = isNameOfPods && !old ? hostnameWarnings(object.metadata ?? {}, 'Pod names and hostnames') : [];
  return [...names, ...podWarnings(spec?.template, 'spec.template')];
}
