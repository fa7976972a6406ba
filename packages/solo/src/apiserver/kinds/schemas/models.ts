// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A field of a model, as client-node generated it. */
export interface ModelField {
  /** As it is on the wire: `$ref`, `continue`, `x-kubernetes-list-type`. */
  name: string;
  /** As TypeScript has it: `string`, `Array<V1Container>`, `{ [key: string]: string; }`. */
  type: string;
  format: string;
  isRequired: boolean;
  description: string;
}

/** A type of the Kubernetes API, as client-node generated it from Kubernetes' OpenAPI document. */
export interface Model {
  description: string;
  fields: ModelField[];
}

/** Models by their name in client-node, such as `V1Pod` or `CoreV1Event`. */
export type Models = Readonly<Record<string, Model>>;

// Raised when what a cached file holds changes its form.
const cacheForm = 1;

/**
 * The models that `roots` lead to. With a directory given they are kept there as one file for the next start, which then
 * reads 1 file instead of some 600.
 */
export function readModels(roots: readonly string[], cacheDir?: string): Models {
  const library = dirname(dirname(fileURLToPath(import.meta.resolve('@kubernetes/client-node'))));
  const version = (JSON.parse(readFileSync(join(library, 'package.json'), 'utf8')) as { version: string }).version;
  const file = cacheDir === undefined ? undefined : join(cacheDir, `models-${version}-${cacheForm}.json`);
  const cached = file === undefined ? undefined : readCache(file, roots);
  if (cached) return cached;
  const models = parseModels(join(library, 'dist', 'gen', 'models'), roots);
  if (cacheDir !== undefined && file !== undefined) {
    mkdirSync(cacheDir, { recursive: true });
    const part = `${file}.${process.pid}.tmp`;
    writeFileSync(part, JSON.stringify(models));
    renameSync(part, file);
  }
  return models;
}

function readCache(file: string, roots: readonly string[]): Models | undefined {
  if (!existsSync(file)) return undefined;
  try {
    const models = JSON.parse(readFileSync(file, 'utf8')) as Models;
    return roots.every((root) => root in models) ? models : undefined;
  } catch {
    return undefined; // Cut short when a machine died: read from the source again.
  }
}

function parseModels(directory: string, roots: readonly string[]): Models {
  const models: Record<string, Model> = {};
  const todo = [...roots];
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    if (name in models) continue;
    const model = parseModel(directory, name);
    models[name] = model;
    for (const field of model.fields) todo.push(...namesIn(field.type));
  }
  return models;
}

/** The models that a field's type names. */
function namesIn(type: string): string[] {
  return (type.match(/\w+/g) ?? []).filter((word) => /^([A-Z][a-z]+)?V1[A-Z]/.test(word) && word !== 'V1MicroTime');
}

const attribute = /"name": "([^"]*)",\s*"baseName": "([^"]*)",\s*"type": "([^"]*)",\s*"format": "([^"]*)"/g;
// A doc comment, if there is one, and the property it belongs to.
const property = /(?:\/\*\*\s*\n([\s\S]*?)\*\/\s*\n\s*)?'([^'\n]+)'(\?)?: /g;

function parseModel(directory: string, name: string): Model {
  const source = readFileSync(join(directory, `${name}.js`), 'utf8');
  const declared = readFileSync(join(directory, `${name}.d.ts`), 'utf8');
  const [head = '', body = ''] = declared.split('export declare class ', 2);
  const properties = new Map(
    [...body.matchAll(property)].map(([, doc, key, optional]) => [key, { doc: text(doc), isRequired: !optional }]),
  );
  return {
    description: text(head.slice(head.lastIndexOf('/**') + 3, head.lastIndexOf('*/'))),
    fields: [...source.matchAll(attribute)].map(([, key = '', wireName = '', type = '', format = '']) => ({
      name: wireName,
      type,
      format,
      isRequired: properties.get(key)?.isRequired ?? false,
      description: properties.get(key)?.doc ?? '',
    })),
  };
}

function text(comment: string | undefined): string {
  return (comment ?? '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join('\n')
    .trim()
    .replaceAll("\\'", "'")
    .replaceAll('\\"', '"')
    .replaceAll('\\\\', '\\');
}
