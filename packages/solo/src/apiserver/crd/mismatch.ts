// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Json, Kind } from '../kind.ts';
import { typeMismatch } from '../kinds/schemas/mismatch.ts';

/** How the metadata of a custom kind's object does not fit the types of metadata, as Go's decoder says it after `json: `; undefined when it does. */
export function customMismatch(kind: Kind, object: Json): string | undefined {
  const { metadata } = kind.schema.properties ?? {};
  return metadata && object.metadata !== undefined ? typeMismatch(metadata, object.metadata) : undefined;
}
