// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { FieldSet } from './field-set.ts';
import { sortedChildren } from './field-set.ts';
import { parseElement } from './path-element.ts';

/** A set of fields on the wire: nested objects, `.` for the path itself where it also leads on, `{}` where it does not. */
export interface FieldsV1 {
  [element: string]: FieldsV1;
}

/** A set as `fieldsV1`, in canonical order. */
export function toFieldsV1(set: FieldSet): FieldsV1 {
  const fields: FieldsV1 = {};
  for (const [element, child] of sortedChildren(set)) {
    const inner = toFieldsV1(child);
    fields[element] = child.isMember && child.children.size > 0 ? { '.': {}, ...inner } : inner;
  }
  return fields;
}

/** The set that `fieldsV1` stands for; forms of the future are left out. @throws SyntaxError */
export function fromFieldsV1(fields: unknown): FieldSet {
  return { ...read(fields), isMember: false };
}

function read(fields: unknown): FieldSet {
  if (fields === null || typeof fields !== 'object' || Array.isArray(fields)) throw new SyntaxError('no set of fields');
  const set: FieldSet = { isMember: false, children: new Map() };
  for (const [key, inner] of Object.entries(fields)) {
    const element = key === '.' ? undefined : parseElement(key);
    if (element !== undefined) set.children.set(element, read(inner));
    else if (key === '.') set.isMember = true;
  }
  if (set.children.size === 0) set.isMember = true;
  return set;
}
