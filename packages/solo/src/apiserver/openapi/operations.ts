// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Kind } from '../kind.ts';
import { definitionOf, scaleDefinition, statusDefinition } from './names.ts';
import { type ParameterName, parametersOf } from './parameters.ts';

/** A kind as `x-kubernetes-group-version-kind` has it. */
export interface GroupVersionKind {
  group: string;
  kind: string;
  version: string;
}

/** One operation on one path, in neither version of OpenAPI yet. */
export interface Operation {
  method: 'get' | 'put' | 'post' | 'delete' | 'patch';
  description: string;
  operationId: string;
  tag: string;
  action: string;
  gvk: GroupVersionKind;
  parameters: readonly ParameterName[];
  /** What is sent, by the name of its definition. */
  body?: { definition: string; isRequired: boolean };
  consumes: readonly string[];
  /** What is answered, by status code; empty when it is no object. */
  responses: Readonly<Record<string, string>>;
}

/** A path and what can be done there. */
export interface Path {
  path: string;
  /** `name`, `namespace`. */
  tokens: readonly string[];
  operations: readonly Operation[];
}

/** The paths of a kind: its collections, its objects, and their status and scale. */
export function pathsOf(kind: Kind): Path[] {
  const root = kind.group ? `/apis/${kind.group}/${kind.version}` : `/api/${kind.version}`;
  const collection = `${root}${kind.namespaced ? '/namespaces/{namespace}' : ''}/${kind.plural}`;
  const object = `${collection}/{name}`;
  const scope = kind.namespaced ? ['namespace'] : [];
  const paths: Path[] = [];
  const add = (path: string, tokens: readonly string[], operations: readonly (Operation | undefined)[]) => {
    const present = operations.filter((operation) => operation !== undefined);
    if (present.length) paths.push({ path, tokens, operations: present });
  };
  const one = operationsOf(kind);
  if (kind.namespaced) add(`${root}/${kind.plural}`, [], [one('list', 'ForAllNamespaces')]);
  add(collection, scope, [one('list'), one('create'), one('deletecollection')]);
  add(object, ['name', ...scope], [one('get'), one('update'), one('delete'), one('patch')]);
  if (kind.hasStatus) {
    const parts = (['get', 'update', 'patch'] as const).map((verb) => one(verb, 'Status'));
    add(`${object}/status`, ['name', ...scope], parts);
  }
  if (kind.scale) {
    const parts = (['get', 'update', 'patch'] as const).map((verb) => one(verb, 'Scale'));
    add(`${object}/scale`, ['name', ...scope], parts);
  }
  return paths;
}

type Verb = 'list' | 'create' | 'deletecollection' | 'get' | 'update' | 'delete' | 'patch';

const methods = {
  list: 'get',
  create: 'post',
  deletecollection: 'delete',
  get: 'get',
  update: 'put',
  delete: 'delete',
  patch: 'patch',
} as const;
const words = {
  list: 'list',
  create: 'create',
  deletecollection: 'deleteCollection',
  get: 'read',
  update: 'replace',
  delete: 'delete',
  patch: 'patch',
} as const;
const actions = {
  list: 'list',
  create: 'post',
  deletecollection: 'deletecollection',
  get: 'get',
  update: 'put',
  delete: 'delete',
  patch: 'patch',
} as const;
const patchTypes = ['application/json-patch+json', 'application/merge-patch+json', 'application/apply-patch+yaml'];
const strategicPatch = 'application/strategic-merge-patch+json';

function operationsOf(kind: Kind) {
  return (verb: Verb, part: '' | 'Status' | 'Scale' | 'ForAllNamespaces' = ''): Operation | undefined => {
    if (!kind.verbs.includes(verb)) return undefined;
    const isScale = part === 'Scale';
    const gvk = isScale
      ? { group: 'autoscaling', kind: 'Scale', version: 'v1' }
      : { group: kind.group, kind: kind.kind, version: kind.version };
    const definition = isScale ? scaleDefinition : definitionOf(kind);
    const scoped = kind.namespaced && part !== 'ForAllNamespaces' ? 'Namespaced' : '';
    const suffix = part === 'ForAllNamespaces' ? part : '';
    return {
      method: methods[verb],
      description: `${words[verb]} ${suffix || !part ? '' : `${part.toLowerCase()} of `}${kind.kind}`,
      operationId: `${words[verb]}${tagName(kind)}${scoped}${kind.kind}${suffix || part}`,
      tag: tag(kind),
      action: actions[verb],
      gvk,
      parameters: parametersOf(verb),
      ...bodyOf(verb, definition),
      consumes: verb === 'patch' ? (kind.isCustom ? patchTypes : [...patchTypes, strategicPatch]) : ['*/*'],
      responses: responsesOf(verb, definition),
    };
  };
}

function bodyOf(verb: Verb, definition: string): { body?: Operation['body'] } {
  const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1';
  switch (verb) {
    case 'create':
    case 'update':
      return { body: { definition, isRequired: true } };
    case 'patch':
      return { body: { definition: `${meta}.Patch`, isRequired: true } };
    case 'delete':
    case 'deletecollection':
      return { body: { definition: `${meta}.DeleteOptions`, isRequired: false } };
    default:
      return {};
  }
}

function responsesOf(verb: Verb, definition: string): Record<string, string> {
  switch (verb) {
    case 'list':
      return { 200: `${definition}List` };
    case 'create':
      return { 200: definition, 201: definition, 202: definition };
    case 'update':
    case 'patch':
      return { 200: definition, 201: definition };
    case 'delete':
      return { 200: statusDefinition, 202: statusDefinition };
    case 'deletecollection':
      return { 200: statusDefinition };
    default:
      return { 200: definition };
  }
}

function groupWords(kind: Kind): string[] {
  return (kind.group || 'core').split('.').filter((_, i, all) => i === 0 || kind.isCustom || all.length === 1);
}

function tagName(kind: Kind): string {
  return [...groupWords(kind), kind.version].map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function tag(kind: Kind): string {
  const group = groupWords(kind);
  return `${group[0]}${group
    .slice(1)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')}_${kind.version}`;
}
