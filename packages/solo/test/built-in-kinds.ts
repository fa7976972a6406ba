// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Cause, Json, Kind } from '../src/apiserver/kind.ts';
import { builtinKinds, builtinSchemas } from '../src/apiserver/kinds/builtins.ts';
import { kindRegistry } from '../src/apiserver/kinds/registry.ts';
import type { World } from '../src/apiserver/kinds/world.ts';
import type { ApiRequest } from '../src/apiserver/request.ts';
import { requestInfo } from '../src/apiserver/request-info.ts';

/** The schemas that all tests share: they are read once. */
export const schemas = builtinSchemas();

/** The moment at which tests with built-in kinds take place. */
export const testTime = new Date('2026-01-02T03:04:05Z');

/** A world of which admission sees what it is given, by collection and key (`namespace/name`). */
export function testWorld(objects: Readonly<Record<string, Readonly<Record<string, object>>>> = {}): World {
  return {
    get: <T>(collection: string, key: string) => structuredClone(objects[collection]?.[key]) as T | undefined,
    list: <T>(collection: string) => structuredClone(Object.values(objects[collection] ?? {})) as T[],
    suffix: () => 'x7k2m',
    now: () => testTime,
  };
}

const kinds = kindRegistry(builtinKinds({ schemas, world: testWorld() }));

/** The kind of an object. */
export function kindOf({ apiVersion = '', kind = '' }: Json): Kind {
  const found = kinds.byKind(apiVersion, kind);
  if (!found) throw new Error(`there is no ${apiVersion} ${kind}`);
  return found;
}

/** An object as it is about to be stored, but for what admission adds: decoded, defaulted, and begun. */
export function begun(sent: Json): Json {
  const { strategy, namespaced } = kindOf(sent);
  const object = structuredClone(sent);
  if (namespaced) object.metadata = { namespace: 'default', ...object.metadata };
  strategy.setDefaults?.(object);
  strategy.prepareForCreate?.(object);
  return object;
}

/** What is wrong with a new object, a line for each complaint. */
export function complaints(sent: Json): string[] {
  return lines(kindOf(sent).strategy.validate?.(begun(sent)));
}

/** What is wrong with a change of an object that is there, a line for each complaint. */
export function changeComplaints(sent: Json, live: Json): string[] {
  const { strategy } = kindOf(sent);
  const next = structuredClone(sent);
  strategy.setDefaults?.(next);
  strategy.prepareForUpdate?.(next, live);
  return lines(strategy.validateUpdate?.(next, live));
}

function lines(causes: readonly Cause[] = []): string[] {
  return causes.map(({ reason, field, message }) => `${field}: ${message} (${reason})`);
}

/** A request without a body, as the front passes it on. */
export function asked(method: string, url: string, headers: Readonly<Record<string, string>> = {}): ApiRequest {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  return {
    method,
    path: pathname,
    query: searchParams,
    headers,
    body: undefined,
    user: { name: 'tester', groups: [] },
    info: requestInfo(method, pathname, searchParams),
    signal: new AbortController().signal,
    warnings: [],
  };
}
