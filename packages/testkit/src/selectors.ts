// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeObject, ListOptions } from '@kubevirt-ts/kube';

/** Whether an object is among those a list or watch asks for. */
export function isSelected(object: KubeObject, o: ListOptions): boolean {
  return (
    (!o.namespace || object.metadata?.namespace === o.namespace) &&
    hasLabels(object.metadata?.labels ?? {}, o.labelSelector) &&
    hasFields(object, o.fieldSelector)
  );
}

function hasLabels(labels: Record<string, string>, selector = ''): boolean {
  // Commas inside parentheses belong to a set.
  const terms = selector.match(/(?:[^,(]|\([^)]*\))+/g) ?? [];
  return terms.every((term) => hasLabel(labels, term.trim()));
}

function hasLabel(labels: Record<string, string>, term: string): boolean {
  const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(term);
  if (set) {
    const [, key = '', operator, list = ''] = set;
    const isIn = list
      .split(',')
      .map((value) => value.trim())
      .includes(labels[key] ?? '\0');
    return operator === 'in' ? isIn : !isIn;
  }
  const equality = /^([^=!\s]+)\s*(==|=|!=)\s*(.*)$/.exec(term);
  if (equality) {
    const [, key = '', operator, value] = equality;
    return operator === '!=' ? labels[key] !== value : labels[key] === value;
  }
  return term.startsWith('!') ? !(term.slice(1) in labels) : term in labels;
}

function hasFields(object: KubeObject, selector = ''): boolean {
  return selector
    .split(',')
    .filter(Boolean)
    .every((term) => {
      const [, path = '', operator, value = ''] = /^([^=!]+)(==|=|!=)(.*)$/.exec(term) ?? [];
      const found = path
        .split('.')
        .reduce<unknown>((inner, step) => (inner as Record<string, unknown> | undefined)?.[step], object);
      return operator === '!=' ? String(found ?? '') !== value : String(found ?? '') === value;
    });
}
