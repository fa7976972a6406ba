// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { ProtobufWriter } from './protobuf-writer.ts';
import type { SchemaJson } from './schema-json.ts';

/** The media type of a version 2 document as a protobuf message, which is how kubectl wants it. */
export const protobufMediaType = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

type Scalar = 'text' | 'texts' | 'boolean' | 'integer' | 'double' | 'any' | 'anys';
type Field = readonly [number: number, type: Scalar | MessageName | readonly [MessageName]];

/** What a message is made of. */
interface Message {
  fields?: Readonly<Record<string, Field>>;
  /** The field of `x-` members, as NamedAny. */
  extensions?: number;
  /** The field that all members (but `x-`) are in, as name and value. */
  named?: readonly [number: number, type: MessageName | 'texts'];
  /** The one field that the whole value is in. */
  as?: Field;
}

const bounds = {
  maximum: 'double',
  exclusiveMaximum: 'boolean',
  minimum: 'double',
  exclusiveMinimum: 'boolean',
  maxLength: 'integer',
  minLength: 'integer',
} as const;

/** The messages of an OpenAPI version 2 document, as published by gnostic; only what the documents here have in them. */
const messages = {
  Document: {
    fields: {
      swagger: [1, 'text'],
      info: [2, 'Info'],
      paths: [8, 'Paths'],
      definitions: [9, 'Schemas'],
      security: [12, ['SecurityRequirement']],
      securityDefinitions: [13, 'SecurityDefinitions'],
    },
  },
  Info: { fields: { title: [1, 'text'], version: [2, 'text'] } },
  Paths: { named: [2, 'PathItem'] },
  PathItem: {
    fields: {
      get: [2, 'Operation'],
      put: [3, 'Operation'],
      post: [4, 'Operation'],
      delete: [5, 'Operation'],
      patch: [8, 'Operation'],
      parameters: [9, ['ParametersItem']],
    },
  },
  Operation: {
    fields: {
      tags: [1, 'texts'],
      description: [3, 'text'],
      operationId: [5, 'text'],
      produces: [6, 'texts'],
      consumes: [7, 'texts'],
      parameters: [8, ['ParametersItem']],
      responses: [9, 'Responses'],
      schemes: [10, 'texts'],
    },
    extensions: 13,
  },
  ParametersItem: { as: [1, 'Parameter'] },
  BodyParameter: {
    fields: {
      description: [1, 'text'],
      name: [2, 'text'],
      in: [3, 'text'],
      required: [4, 'boolean'],
      schema: [5, 'Schema'],
    },
  },
  NonBodyQuery: { as: [3, 'QueryParameter'] },
  NonBodyPath: { as: [4, 'PathParameter'] },
  QueryParameter: {
    fields: {
      required: [1, 'boolean'],
      in: [2, 'text'],
      description: [3, 'text'],
      name: [4, 'text'],
      type: [6, 'text'],
      uniqueItems: [20, 'boolean'],
    },
  },
  PathParameter: {
    fields: {
      required: [1, 'boolean'],
      in: [2, 'text'],
      description: [3, 'text'],
      name: [4, 'text'],
      type: [5, 'text'],
      uniqueItems: [19, 'boolean'],
    },
  },
  Responses: { named: [1, 'ResponseValue'] },
  ResponseValue: { as: [1, 'Response'] },
  Response: { fields: { description: [1, 'text'], schema: [2, 'SchemaItem'] } },
  SchemaItem: { as: [1, 'Schema'] },
  Schemas: { named: [1, 'Schema'] },
  Schema: {
    fields: {
      $ref: [1, 'text'],
      format: [2, 'text'],
      title: [3, 'text'],
      description: [4, 'text'],
      default: [5, 'any'],
      multipleOf: [6, 'double'],
      maximum: [7, bounds.maximum],
      exclusiveMaximum: [8, bounds.exclusiveMaximum],
      minimum: [9, bounds.minimum],
      exclusiveMinimum: [10, bounds.exclusiveMinimum],
      maxLength: [11, bounds.maxLength],
      minLength: [12, bounds.minLength],
      pattern: [13, 'text'],
      maxItems: [14, 'integer'],
      minItems: [15, 'integer'],
      uniqueItems: [16, 'boolean'],
      maxProperties: [17, 'integer'],
      minProperties: [18, 'integer'],
      required: [19, 'texts'],
      enum: [20, 'anys'],
      additionalProperties: [21, 'AdditionalProperties'],
      type: [22, 'TypeItem'],
      items: [23, 'SchemaItem'],
      properties: [25, 'Schemas'],
      externalDocs: [29, 'ExternalDocs'],
      example: [30, 'any'],
    },
    extensions: 31,
  },
  AdditionalProperties: { as: [1, 'Schema'] },
  AdditionalBoolean: { as: [2, 'boolean'] },
  TypeItem: { as: [1, 'text'] },
  ExternalDocs: { fields: { description: [1, 'text'], url: [2, 'text'] } },
  SecurityRequirement: { named: [1, 'StringArray'] },
  StringArray: { as: [1, 'texts'] },
  SecurityDefinitions: { named: [1, 'SecurityDefinition'] },
  SecurityDefinition: { as: [2, 'ApiKey'] },
  ApiKey: { fields: { type: [1, 'text'], name: [2, 'text'], in: [3, 'text'], description: [4, 'text'] } },
  Parameter: {},
} as const satisfies Record<string, Message>;

type MessageName =
  | 'Info'
  | 'Paths'
  | 'PathItem'
  | 'Operation'
  | 'ParametersItem'
  | 'Parameter'
  | 'BodyParameter'
  | 'NonBodyQuery'
  | 'NonBodyPath'
  | 'QueryParameter'
  | 'PathParameter'
  | 'Responses'
  | 'ResponseValue'
  | 'Response'
  | 'SchemaItem'
  | 'Schemas'
  | 'Schema'
  | 'AdditionalProperties'
  | 'AdditionalBoolean'
  | 'TypeItem'
  | 'ExternalDocs'
  | 'SecurityRequirement'
  | 'StringArray'
  | 'SecurityDefinitions'
  | 'SecurityDefinition'
  | 'ApiKey';

/** A version 2 document as a protobuf message. */
export function documentProtobuf(document: SchemaJson): Buffer {
  return encode('Document', document);
}

function encode(name: MessageName | 'Document', value: unknown): Buffer {
  if (name === 'Parameter') return parameter(value as SchemaJson);
  if (name === 'AdditionalProperties' && typeof value === 'boolean') return encode('AdditionalBoolean', value);
  const message: Message = messages[name];
  const writer = new ProtobufWriter();
  if (message.as) {
    write(writer, message.as, value);
    return writer.finish();
  }
  for (const [key, member] of Object.entries(value as SchemaJson)) {
    if (member === undefined) continue;
    const field = message.fields?.[key];
    if (field) write(writer, field, member);
    else if (message.named)
      writer.bytes(message.named[0], namedValue(key, encode(message.named[1] as MessageName, member)));
    else if (key.startsWith('x-') && message.extensions) writer.bytes(message.extensions, namedValue(key, any(member)));
  }
  return writer.finish();
}

function write(writer: ProtobufWriter, [number, type]: Field, value: unknown): void {
  if (typeof type !== 'string') {
    for (const item of value as unknown[]) writer.bytes(number, encode(type[0], item));
    return;
  }
  switch (type) {
    case 'text':
      writer.bytes(number, String(value));
      return;
    case 'texts':
      for (const text of value as string[]) writer.bytes(number, text);
      return;
    case 'boolean':
      writer.boolean(number, value === true);
      return;
    case 'integer':
      writer.integer(number, value as number);
      return;
    case 'double':
      writer.double(number, value as number);
      return;
    case 'any':
      writer.bytes(number, any(value));
      return;
    case 'anys':
      for (const item of value as unknown[]) writer.bytes(number, any(item));
      return;
    default:
      writer.bytes(number, encode(type, value));
  }
}

/** A body, a query or a path parameter: each is a message of its own. */
function parameter(value: SchemaJson): Buffer {
  const writer = new ProtobufWriter();
  if (value.in === 'body') writer.bytes(1, encode('BodyParameter', value));
  else writer.bytes(2, encode(value.in === 'path' ? 'NonBodyPath' : 'NonBodyQuery', value));
  return writer.finish();
}

function namedValue(name: string, value: Buffer): Buffer {
  const writer = new ProtobufWriter();
  writer.bytes(1, name);
  writer.bytes(2, value);
  return writer.finish();
}

// Anything is carried as YAML, of which JSON is a part.
function any(value: unknown): Buffer {
  const writer = new ProtobufWriter();
  writer.bytes(2, JSON.stringify(value));
  return writer.finish();
}
