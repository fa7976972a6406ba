// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { refusal, unsupportedMediaType } from '../errors.ts';
import type { Kind } from '../kind.ts';
import type { PatchType } from './patches.ts';

const types: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

/** As `Patches.typeOf`. Custom kinds take no strategic patch: nobody says how their lists merge. */
export function patchTypeOf(contentType: string | undefined, kind: Kind): PatchType {
  const type = types[(contentType ?? '').split(';', 1)[0] ?? ''];
  if (type && !(kind.isCustom && type === 'strategic')) return type;
  // Kubernetes refuses it before it looks at the kind, unless that is a custom one.
  if (!kind.isCustom) throw refusal(415, 'UnsupportedMediaType', '415: Unsupported Media Type', { details: {} });
  const accepted = Object.keys(types).filter((name) => types[name] !== 'strategic');
  throw unsupportedMediaType(accepted);
}
