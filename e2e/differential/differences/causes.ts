// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Difference } from './difference.ts';

/** Differences in the causes of refusals, beyond their words. */
export const causes: readonly Difference[] = [
  {
    name: 'type-causes',
    reason: 'a value of the wrong type in a custom object has a reason of its own since 1.26',
    object: (object) => {
      if (object.reason !== 'FieldValueInvalid' || !/ in body must be of type [\w-]+: /.test(String(object.message)))
        return false;
      object.reason = 'FieldValueTypeInvalid';
      return true;
    },
  },
  {
    name: 'bounds-causes',
    reason: 'bounds of custom fields have the reasons of built-in ones since 1.24',
    object: (object) => {
      const message = String(object.message);
      if (object.reason !== 'FieldValueInvalid' || !/ in body should (?:be|have) at most /.test(message)) return false;
      object.reason = message.endsWith('items') ? 'FieldValueTooMany' : 'FieldValueTooLong';
      return true;
    },
  },
  {
    name: 'owner-reference-causes',
    reason: 'owner references are told with their index, and that they are required, since 1.36',
    object: (object) => {
      const found = /^metadata\.ownerReferences\.(name|uid)$/.exec(String(object.field));
      if (found === null) return false;
      const field = `metadata.ownerReferences[0].${found[1]}`;
      Object.assign(object, { field, message: 'Required value: must not be empty', reason: 'FieldValueRequired' });
      return true;
    },
  },
  {
    name: 'embedded-kind-required',
    reason: 'a missing kind of an embedded object is told without "must not be empty" since 1.26',
    object: (object) => {
      if (!/^spec\.template\.(?:apiVersion|kind)$/.test(String(object.field))) return false;
      if (object.message !== 'Required value: must not be empty') return false;
      object.message = 'Required value';
      return true;
    },
  },
];
