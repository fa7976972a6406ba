// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { stringify } from 'yaml';
import { refusal } from '../errors.ts';
import type { Json, Kind } from '../kind.ts';
import type { ApiResponse } from '../request.ts';
import { includedObject, partialObject, tableOf } from '../table.ts';
import type { Call } from './call.ts';
import { prefixOf } from './view.ts';

/** Answers with one object, in the form the client asked for. A text is JSON, of the call's kind. */
export function present(call: Call, status: number, object: Json | string): ApiResponse {
  const { answer, kind, request, o } = call;
  if (answer.as === 'PartialObjectMetadataList') {
    const message = `you requested PartialObjectMetadataList, but the requested object is not a list (*${goType(kind)})`;
    throw refusal(406, 'NotAcceptable', message);
  }
  if (answer.as === 'object') return encoded(call, status, object);
  const value = typeof object === 'string' ? (JSON.parse(object) as Json) : object;
  // What is not an object of a kind, such as a Status, stays as it is.
  if (value.kind === 'Status') return encoded(call, status, value);
  if (answer.as === 'PartialObjectMetadata') return encoded(call, status, partialObject(value, answer.version));
  const include = includedObject(request.query);
  const table = tableOf([value], { kind, include, now: o.now(), version: answer.version });
  table.metadata = { resourceVersion: value.metadata?.resourceVersion ?? '' };
  return encoded(call, status, table);
}

/** A kind as Go names its type. */
export function goType({ group, kind, isCustom }: Kind): string {
  return isCustom ? 'unstructured.Unstructured' : `${group.split('.')[0] || 'core'}.${kind}`;
}

/** Answers with a value in the encoding the client asked for. */
export function encoded(call: Call, status: number, value: object | string): ApiResponse {
  if (call.answer.encoding === 'json') return { status, body: value };
  const parsed = typeof value === 'string' ? JSON.parse(value) : value;
  return { status, stream: once(stringify(parsed, { sortMapEntries: true })), contentType: 'application/yaml' };
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

/** The text of an object as it stands in a list: built-in kinds leave apiVersion and kind out, which the list says. */
export function itemText(call: Call, text: string): string {
  if (call.kind.isCustom) return text;
  const prefix = prefixOf(call.kind);
  return text.startsWith(prefix) ? `{${text.slice(prefix.length)}` : text;
}
