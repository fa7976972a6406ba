// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepStrictEqual } from 'node:util';
import type { Json, Place } from './difference.ts';

/** What stands at a path, if that is an object. */
export function inner(object: Json | undefined, ...path: string[]): Json | undefined {
  let value: unknown = object;
  for (const key of path) value = (value as Json | undefined)?.[key];
  return typeof value === 'object' && value !== null ? (value as Json) : undefined;
}

/** Takes a field with just this value away; whether it was there. */
export function removed(object: Json | undefined, key: string, value: unknown): boolean {
  if (object === undefined || !isDeepStrictEqual(object[key], value)) return false;
  delete object[key];
  return true;
}

/** Of `managedFields`. */
export interface Entry {
  fieldsV1?: Json;
  manager?: string;
}

const kindsOfPlurals: Readonly<Record<string, string>> = {
  namespaces: 'Namespace',
  pods: 'Pod',
  services: 'Service',
  persistentvolumeclaims: 'PersistentVolumeClaim',
  deployments: 'Deployment',
  daemonsets: 'DaemonSet',
};

/** The kind of an object, also where only its metadata is told. */
export function kindOf(object: Json, { what, path, body }: Place): string {
  if (object.metadata === undefined) return '';
  if (object.kind === undefined && /items\[\d+\]$/.test(path)) return String(body.kind).replace(/List$/, '');
  if (object.kind !== 'PartialObjectMetadata') return String(object.kind);
  const [plural = ''] = /[a-z]+(?=(?:\/[^/?]+)?(?:\?.*)?$)/.exec(what) ?? [];
  return kindsOfPlurals[plural] ?? plural;
}

/** The `managedFields` of an object. */
export function entries(object: Json): Entry[] {
  const list = inner(object, 'metadata')?.managedFields;
  return Array.isArray(list) ? (list as Entry[]) : [];
}
