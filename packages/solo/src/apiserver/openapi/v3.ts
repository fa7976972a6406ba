// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type DefinitionSource, definitionsJson } from './definitions.ts';
import { type Operation, type Path, pathsOf } from './operations.ts';
import { type ParameterName, parameters } from './parameters.ts';
import type { SchemaJson } from './schema-json.ts';
import { statusText } from './v2.ts';

/** The document of one version of one group, in version 3. */
export function documentV3(source: DefinitionSource, version: string): SchemaJson {
  const paths = source.kinds.flatMap((kind) => pathsOf(kind));
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version },
    paths: Object.fromEntries(
      paths.sort((a, b) => (a.path < b.path ? -1 : 1)).map((path) => [path.path, pathJson(path)]),
    ),
    components: {
      schemas: definitionsJson(source, { version: 3, refPrefix: '#/components/schemas/' }),
      securitySchemes: {
        BearerToken: {
          type: 'apiKey',
          description: 'Bearer Token authentication',
          name: 'authorization',
          in: 'header',
        },
      },
    },
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
  const schema = { type, uniqueItems: true };
  return { name, in: where, description, ...(where === 'path' && { required: true }), schema };
}

function operationJson(operation: Operation): SchemaJson {
  const { body } = operation;
  const content = (name: string, types: readonly string[]) =>
    Object.fromEntries(types.map((type) => [type, { schema: { $ref: `#/components/schemas/${name}` } }]));
  return {
    tags: [operation.tag],
    description: operation.description,
    operationId: operation.operationId,
    parameters: operation.parameters.map((name) => parameterJson(name, 'query')),
    ...(body && {
      requestBody: {
        content: content(body.definition, operation.consumes),
        ...(body.isRequired && { required: true }),
      },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(operation.responses).map(([code, name]) => [
          code,
          { description: statusText(code), content: content(name, ['application/json', 'application/yaml']) },
        ]),
      ),
      401: { description: 'Unauthorized' },
    },
    'x-kubernetes-action': operation.action,
    'x-kubernetes-group-version-kind': operation.gvk,
  };
}
