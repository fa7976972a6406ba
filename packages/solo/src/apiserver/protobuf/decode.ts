// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { leafDefinitions } from '../kinds/schemas/definitions.ts';
import type { Schema } from '../schema.ts';
import { fieldNumbers } from './field-numbers.ts';
import { fieldsOf, ProtobufError, type WireField } from './reader.ts';

/** The media type of Kubernetes' protobuf. */
export const protobufMediaType = 'application/vnd.kubernetes.protobuf';

const magic = Buffer.from('k8s\0');

interface Field {
  name: string;
  /** The definition of a type whose fields JSON has in the object itself. */
  inlined?: string;
}

type Message = Record<string, unknown>;

/**
 * What an object in Kubernetes' protobuf is in JSON. Zero values are there where the sender wrote them: reading JSON drops what
 * Kubernetes does not write.
 * Undefined for a kind without a schema.
 * @throws ProtobufError for what is no such object
 */
export function decodeProtobuf(bytes: Buffer, schemas: ReadonlyMap<string, Schema>): Message | undefined {
  if (!bytes.subarray(0, magic.length).equals(magic)) throw new ProtobufError('it does not begin with k8s');
  let typeMeta: Buffer | undefined;
  let raw: Buffer = Buffer.alloc(0);
  for (const { number, value } of fieldsOf(bytes.subarray(magic.length))) {
    if (number === 1 && Buffer.isBuffer(value)) typeMeta = value;
    if (number === 2 && Buffer.isBuffer(value)) raw = value;
  }
  const [apiVersion, kind] = strings(typeMeta ?? Buffer.alloc(0));
  const definition = definitionOf(apiVersion, kind, schemas);
  const schema = definition && schemas.get(definition);
  if (!schema) return undefined;
  const message = {};
  fill(message, raw, definition, schema);
  return { kind, apiVersion, ...message };
}

const messages = new Map<string, ReadonlyMap<number, Field> | undefined>();

/** The fields of a definition's message by number; undefined when it is not in the table. */
function messageOf(definition: string): ReadonlyMap<number, Field> | undefined {
  if (messages.has(definition)) return messages.get(definition);
  const dot = definition.lastIndexOf('.');
  const pack = definition.slice(0, dot);
  const text = fieldNumbers[pack]?.[definition.slice(dot + 1)];
  const fields = text === undefined ? undefined : new Map<number, Field>();
  let number = 0;
  for (const token of text?.split(' ').filter(Boolean) ?? []) {
    const [, given, name = '', type] = /^(?:(\d+)=)?(\w+)(?::(\w+))?$/.exec(token) ?? [];
    number = given ? Number(given) : number + 1;
    fields?.set(number, { name, ...(type && { inlined: `${pack}.${type}` }) });
  }
  messages.set(definition, fields);
  return fields;
}

function definitionOf(apiVersion: string, kind: string, schemas: ReadonlyMap<string, Schema>): string | undefined {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
  const plain = (group ?? '').replace(/\.(?:authorization\.)?k8s\.io$/, '').replace(/^.*\.flowcontrol$/, 'flowcontrol');
  const candidates = [
    `io.k8s.api.${plain}.${version}.${kind}`,
    `io.k8s.kube-aggregator.pkg.apis.${plain}.${version}.${kind}`,
    `io.k8s.apimachinery.pkg.apis.meta.v1.${kind}`,
  ];
  return candidates.find((name) => schemas.has(name) && messageOf(name));
}

function fill(result: Message, bytes: Buffer, definition: string, schema: Schema): void {
  const fields = messageOf(definition);
  if (!fields) throw new ProtobufError(`the fields of ${definition} are not known`);
  for (const field of fieldsOf(bytes)) {
    const { name, inlined } = fields.get(field.number) ?? {};
    if (name === undefined) continue;
    if (inlined) {
      fill(result, bytesIn(field), inlined, schema);
      continue;
    }
    const property = schema.properties?.[name];
    if (!property) continue;
    if (property.type === 'array' && property.items) {
      const list = (result[name] as unknown[] | undefined) ?? [];
      list.push(decodeValue(field, property.items));
      result[name] = list;
    } else if (property.type === 'object' && typeof property.additionalProperties === 'object') {
      const map = (result[name] as Message | undefined) ?? {};
      const [key, value] = entryOf(bytesIn(field), property.additionalProperties);
      map[key] = value;
      result[name] = map;
    } else result[name] = decodeValue(field, property);
  }
}

/** Types that JSON has as a text or a number. */
const leaves: Readonly<Record<string, (bytes: Buffer) => unknown>> = {
  [leafDefinitions.time]: (bytes) => timeIn(bytes, 0),
  [leafDefinitions.microTime]: (bytes) => timeIn(bytes, 6),
  [leafDefinitions.quantity]: (bytes) => strings(bytes)[0],
  [leafDefinitions.intOrString]: intOrString,
};

function decodeValue(field: WireField, schema: Schema): unknown {
  const leaf = leaves[schema.definition ?? ''];
  if (leaf) return leaf(bytesIn(field));
  if (schema['x-kubernetes-int-or-string']) return intOrString(bytesIn(field));
  if (schema.definition && messageOf(schema.definition)) {
    const message = {};
    fill(message, bytesIn(field), schema.definition, schema);
    return message;
  }
  switch (schema.type) {
    case 'boolean':
      return numberIn(field) !== 0;
    case 'integer':
      return numberIn(field);
    case 'number':
      return field.isFixed ? bytesIn(field).readDoubleLE() : numberIn(field);
    case 'string':
      return schema.format === 'byte' ? bytesIn(field).toString('base64') : bytesIn(field).toString('utf8');
    case 'array':
      // A list in a map is a message of its own, with the items as its first field.
      return [...fieldsOf(bytesIn(field))].map((item) => decodeValue(item, schema.items ?? { type: 'string' }));
    case 'object':
    case undefined:
      return jsonIn(bytesIn(field));
  }
}

function entryOf(bytes: Buffer, schema: Schema): [string, unknown] {
  let key = '';
  let value: unknown;
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) key = bytesIn(field).toString('utf8');
    else if (field.number === 2) value = decodeValue(field, schema);
  }
  // What is empty may have been left out.
  if (value === undefined) value = schema.type === 'string' ? '' : schema.type === 'array' ? [] : null;
  return [key, value];
}

function bytesIn({ value }: WireField): Buffer {
  if (!Buffer.isBuffer(value)) throw new ProtobufError('a number stands where bytes belong');
  return value;
}

function numberIn({ value }: WireField): number {
  if (Buffer.isBuffer(value)) throw new ProtobufError('bytes stand where a number belongs');
  return Number(BigInt.asIntN(64, value));
}

/** The first two fields of a message, as texts. */
function strings(bytes: Buffer): [string, string] {
  const found: [string, string] = ['', ''];
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) found[0] = bytesIn(field).toString('utf8');
    if (field.number === 2) found[1] = bytesIn(field).toString('utf8');
  }
  return found;
}

function numbers(bytes: Buffer): Map<number, WireField> {
  return new Map([...fieldsOf(bytes)].map((field) => [field.number, field]));
}

function intOrString(bytes: Buffer): number | string {
  const fields = numbers(bytes);
  const [type, int, text] = [fields.get(1), fields.get(2), fields.get(3)];
  if (type && numberIn(type) === 1) return text ? bytesIn(text).toString('utf8') : '';
  return int ? numberIn(int) : 0;
}

/** Seconds and nanoseconds; nothing at all is no time. */
function timeIn(bytes: Buffer, digits: 0 | 6): string | null {
  const fields = numbers(bytes);
  const [seconds, nanos] = [fields.get(1), fields.get(2)];
  if (!seconds && !nanos) return null;
  const second = seconds ? numberIn(seconds) : 0;
  const whole = new Date(second * 1000).toISOString().slice(0, 19);
  if (digits === 0) return `${whole}Z`;
  const micros = Math.floor((nanos ? numberIn(nanos) : 0) / 1000);
  return `${whole}.${String(micros).padStart(digits, '0')}Z`;
}

/** Types that hold JSON have it as their first field. */
function jsonIn(bytes: Buffer): unknown {
  if (bytes.length === 0) return {};
  const raw = numbers(bytes).get(1);
  const text = raw ? bytesIn(raw).toString('utf8') : '';
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    throw new ProtobufError('what should be JSON is none');
  }
}
