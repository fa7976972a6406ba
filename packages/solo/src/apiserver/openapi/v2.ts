// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type DefinitionSource, definitionsJson } from './definitions.ts';
import { type Operation, type Path, pathsOf } from './operations.ts';
import { type ParameterName, parameters } from './parameters.ts';
import type { SchemaJson } from './schema-json.ts';

const produces = ['application/json', 'application/yaml'];

/** The document of everything that is served, in version 2. */
export function documentV2(source: DefinitionSource, version: string): SchemaJson {
  const paths = source.kinds.flatMap((kind) => pathsOf(kind));
  return {
    swagger: '2.0',
    info: { title: 'Kubernetes', version },
    paths: Object.fromEntries(
      paths.sort((a, b) => (a.path < b.path ? -1 : 1)).map((path) => [path.path, pathJson(path)]),
    ),
    definitions: definitionsJson(source, { version: 2, refPrefix: '#/definitions/' }),
    securityDefinitions: {
      BearerToken: { description: 'Bearer Token authentication', type: 'apiKey', name: 'authorization', in: 'header' },
    },
    security: [{ BearerToken: [] }],
  };
}

function pathJson({ tokens, operations }: Path): SchemaJson {
  return {
    ...Object.fromEntries(operations.map((operation) => [operation.method, operationJson(operation)])),
    parameters: [
      ...tokens.map((name) => parameterJson(name as ParameterName, 'path')),
      parameterJson('pretty', 'query'),
    ],
  };
}

function parameterJson(name: ParameterName, where: 'path' | 'query'): SchemaJson {
  const { type, description } = parameters[name];
  return { uniqueItems: true, type, description, name, in: where, ...(where === 'path' && { required: true }) };
}

function operationJson(operation: Operation): SchemaJson {
  const { body } = operation;
  const ref = (name: string) => ({ $ref: `#/definitions/${name}` });
  return {
    description: operation.description,
    consumes: operation.consumes,
    produces,
    schemes: ['https'],
    tags: [operation.tag],
    operationId: operation.operationId,
    parameters: [
      ...(body
        ? [{ name: 'body', in: 'body', ...(body.isRequired && { required: true }), schema: ref(body.definition) }]
        : []),
      ...operation.parameters.map((name) => parameterJson(name, 'query')),
    ],
    responses: {
      ...Object.fromEntries(
        Object.entries(operation.responses).map(([code, name]) => [
          code,
          { description: statusText(code), schema: ref(name) },
        ]),
      ),
      401: { description: 'Unauthorized' },
    },
    'x-kubernetes-action': operation.action,
    'x-kubernetes-group-version-kind': operation.gvk,
  };
}

/** What a status code of a successful answer is called. */
export function statusText(code: string): string {
  return code === '201' ? 'Created' : code === '202' ? 'Accepted' : 'OK';
}
