// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Schema } from '../../schema.ts';

/** A path that was followed along a schema, or why it cannot be. */
export type FieldPath = { path: string; names: string[]; schema: Schema } | { problem: string };

const escapes: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  "'": "'",
  '\\': '\\',
};

/** Follows a path such as `.spec.labels['a.b']` along a schema. @upstream ValidFieldPath of apiextensions-apiserver */
export function fieldPath(
  text: string,
  root: Schema,
  o: { allowBrackets: boolean } = { allowBrackets: true },
): FieldPath {
  const tokens = text.match(/'(?:\\.|[^'\\])*'|[.[\]]|[^.[\]]+/g) ?? [];
  const names: string[] = [];
  let path = '';
  let schema = root;
  const step = (name: string): string | undefined => {
    const next = child(schema, name);
    if (!next) return 'does not refer to a valid field';
    path = next.isNamed ? (path ? `${path}.${name}` : name) : `${path}[${name}]`;
    names.push(name);
    schema = next.schema;
    return undefined;
  };
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at];
    const inner = tokens[at + 1];
    if (token !== '.' && token !== '[') return { problem: `expected [ or . but got: ${token}` };
    if (token === '[' && !o.allowBrackets) return { problem: 'array notation is not allowed' };
    if (inner === undefined) return { problem: 'unexpected end of JSON path' };
    let name = inner;
    if (token === '[') {
      if (!/^'.*'$/s.test(inner)) return { problem: `expected single quoted string but got ${inner}` };
      const bad = /\\([^abfnrtv'\\])/.exec(inner);
      if (bad) return { problem: `invalid string literal: invalid escape char ${bad[0]}` };
      name = inner.slice(1, -1).replace(/\\(.)/g, (_, c: string) => escapes[c] ?? c);
    }
    const problem = step(name);
    if (problem) return { problem };
    if (token === '[') {
      if (tokens[at + 2] === undefined) return { problem: 'unexpected end of JSON path' };
      if (tokens[at + 2] !== ']') return { problem: `expected ] but got ${tokens[at + 2]}` };
    }
    at += token === '[' ? 3 : 2;
  }
  return { path, names, schema };
}

function child(schema: Schema, name: string): { schema: Schema; isNamed: boolean } | undefined {
  if (schema.properties) {
    const field = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
    return field && { schema: field, isNamed: true };
  }
  const extra = schema.additionalProperties;
  return typeof extra === 'object' ? { schema: extra, isNamed: false } : undefined;
}
