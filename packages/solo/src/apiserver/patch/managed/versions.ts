// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Json, Kind } from '../../kind.ts';
import type { Writer } from '../patches.ts';
import { type Shape, shapeOfKind } from '../typed/shape.ts';

/** The version a kind is, as `apiVersion` spells it. */
export function apiVersionOf(kind: Pick<Kind, 'group' | 'version'>): string {
  return kind.group ? `${kind.group}/${kind.version}` : kind.version;
}

/** The versions in which a kind is served, as the owners of an object's fields know it. */
export interface Versions {
  /** undefined for a version that is not served any more. */
  shape(apiVersion: string): Shape | undefined;
  /** An object in another version; undefined when that is not served. */
  convert(object: Json, apiVersion: string): Promise<Json | undefined>;
}

/** The versions of the kind that is being written. */
export function versionsOf(writer: Writer): Versions {
  const own = apiVersionOf(writer.kind);
  const find = (apiVersion: string) => (apiVersion === own ? writer.kind : writer.versionOf(apiVersion));
  return {
    shape(apiVersion) {
      const kind = find(apiVersion);
      return kind && shapeOfKind(kind);
    },
    async convert(object, apiVersion) {
      if (object.apiVersion === apiVersion) return object;
      const kind = find(apiVersion);
      if (!kind) return undefined;
      const [converted] = await kind.convert([object]);
      return converted;
    },
  };
}
