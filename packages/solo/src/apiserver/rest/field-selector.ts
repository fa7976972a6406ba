// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { badRequest } from '../errors.ts';
import type { Json, Kind } from '../kind.ts';

/** One requirement on a field. */
export interface FieldTerm {
  field: string;
  value: string;
  isEqual: boolean;
}

/** Parses `metadata.name=a,status.phase!=Running`. @throws ApiError 400 in Kubernetes' words, also for a field the kind does not know */
export function parseFieldSelector(text: string, kind: Kind): FieldTerm[] {
  const terms: FieldTerm[] = [];
  for (const part of split(text)) {
    if (part === '') continue;
    const found = /^(.*?)(!=|==|=)(.*)$/s.exec(part);
    if (!found) throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`);
    const [, field = '', operator, raw = ''] = found;
    checkField(field, kind);
    terms.push({ field, value: unescaped(raw), isEqual: operator !== '!=' });
  }
  return terms;
}

/** Whether an object meets all terms. */
export function matchesFields(terms: readonly FieldTerm[], object: Json, kind: Kind): boolean {
  if (terms.length === 0) return true;
  const fields: Record<string, string> = {
    'metadata.name': object.metadata?.name ?? '',
    'metadata.namespace': object.metadata?.namespace ?? '',
    ...kind.strategy.selectableFields?.(object),
  };
  return terms.every(({ field, value, isEqual }) => ((fields[field] ?? '') === value) === isEqual);
}

function checkField(field: string, kind: Kind): void {
  if (field === 'metadata.name' || (field === 'metadata.namespace' && kind.namespaced)) return;
  const empty: Json = { apiVersion: '', kind: kind.kind, metadata: {}, spec: {}, status: {} };
  const own = kind.strategy.selectableFields?.(empty);
  if (own && Object.hasOwn(own, field)) return;
  if (own || kind.isCustom) throw badRequest(`field label not supported: ${field}`);
  if (field !== 'metadata.namespace') {
    const name = JSON.stringify(field);
    throw badRequest(`${name} is not a known field selector: only "metadata.name", "metadata.namespace"`);
  }
}

/** At commas that are not escaped. */
function split(text: string): string[] {
  return text.match(/(?:[^,\\]|\\.|\\$)+/gs) ?? [];
}

function unescaped(value: string): string {
  return value.replaceAll(/\\(.?)/gs, (sequence, char: string) => {
    if (char === '') throw badRequest('invalid field selector: unterminated escape sequence');
    if (!['\\', ',', '='].includes(char))
      throw badRequest(`invalid field selector: invalid escape sequence: ${sequence}`);
    return char;
  });
}
