// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Cause } from '../kind.ts';
import type { PatchType } from './patches.ts';

const maxBytes = 128;
const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/** As `Patches.managerName`. */
export function managerName(o: { fieldManager: string | undefined; userAgent: string | undefined }): string {
  if (o.fieldManager) return o.fieldManager;
  let name = '';
  for (const character of (o.userAgent ?? '').split('/')[0] ?? '') {
    if (!printable.test(character)) continue;
    if (Buffer.byteLength(name) + Buffer.byteLength(character) > maxBytes) break;
    name += character;
  }
  return name;
}

/** As `Patches.managerCauses`. */
export function managerCauses(o: {
  fieldManager: string | undefined;
  force: boolean | undefined;
  type: PatchType | undefined;
}): Cause[] {
  const causes: Cause[] = [];
  const name = o.fieldManager ?? '';
  if (o.type === 'apply' && !name) {
    const message = 'Required value: is required for apply patch';
    causes.push({ reason: 'FieldValueRequired', message, field: 'fieldManager' });
  }
  if (o.type !== undefined && o.type !== 'apply' && o.force !== undefined) {
    const message = 'Forbidden: may not be specified for non-apply patch';
    causes.push({ reason: 'FieldValueForbidden', message, field: 'force' });
  }
  if (Buffer.byteLength(name) > maxBytes) {
    const message = `Too long: may not be more than ${maxBytes} bytes`;
    causes.push({ reason: 'FieldValueTooLong', message, field: 'fieldManager' });
  }
  let at = 0;
  for (const character of name) {
    if (!printable.test(character)) causes.push(unprintable(name, character, at));
    at += Buffer.byteLength(character);
  }
  return causes;
}

function unprintable(name: string, character: string, at: number): Cause {
  const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  const message = `Invalid value: ${JSON.stringify(name)}: invalid character ${code} (at position ${at})`;
  return { reason: 'FieldValueInvalid', message, field: 'fieldManager' };
}
