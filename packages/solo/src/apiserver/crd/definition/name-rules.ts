// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Cause } from '../../kind.ts';
import { isDns1035Label } from '../../kinds/validation/names.ts';
import { entry, goQuote, invalidValue } from '../structural/causes.ts';
import type { Names } from './definition.ts';

/** What is wrong with the names of a definition, those asked for as well as those accepted. */
export function nameCauses(names: Names, path: string): Cause[] {
  const causes: Cause[] = [];
  const check = (field: string, text: string | undefined, prefix = '') => {
    const problems = text ? isDns1035Label(prefix ? text.toLowerCase() : text) : [];
    if (problems.length) causes.push(invalidValue(`${path}.${field}`, text, `${prefix}${problems.join(',')}`));
  };
  const mixed = 'may have mixed case, but should otherwise match: ';
  check('plural', names.plural);
  check('singular', names.singular);
  check('kind', names.kind, mixed);
  check('listKind', names.listKind, mixed);
  const each = (field: 'shortNames' | 'categories') => {
    for (const [index, text] of (names[field] ?? []).entries()) {
      const problems = isDns1035Label(text);
      if (problems.length) causes.push(invalidValue(entry(`${path}.${field}`, index), text, problems.join(',')));
    }
  };
  each('shortNames');
  if (names.kind && names.kind === names.listKind)
    causes.push(invalidValue(`${path}.listKind`, names.listKind, 'kind and listKind may not be the same'));
  each('categories');
  return causes;
}

const approval = 'api-approved.kubernetes.io';
const source = 'see https://github.com/kubernetes/enhancements/pull/1111';

/** Whether Kubernetes lets a definition of one of its own groups be, and why. */
export type Approval = { state: 'approved' | 'bypassed' | 'missing' | 'invalid'; reason: string };

/** What the approval of a definition's group is; undefined for groups that are not Kubernetes' own. */
export function approvalOf(group: string, annotations: Record<string, string> | undefined): Approval | undefined {
  if (!/(^|\.)(k8s|kubernetes)\.io$/.test(group)) return undefined;
  const value = annotations?.[approval] ?? '';
  if (!value)
    return {
      state: 'missing',
      reason: `protected groups must have approval annotation ${goQuote(approval)}, ${source}`,
    };
  if (value.startsWith('unapproved')) return { state: 'bypassed', reason: `not approved: ${goQuote(value)}` };
  if (/^[a-z][a-z0-9+.-]*:\/\/[^/]+/i.test(value)) return { state: 'approved', reason: `approved in ${value}` };
  const reason = `protected groups must have approval annotation ${goQuote(approval)} with either a URL or a reason starting with "unapproved", ${source}`;
  return { state: 'invalid', reason };
}

/** The annotation that approves, as causes name it. */
export const approvalField = `metadata.annotations[${approval}]`;
