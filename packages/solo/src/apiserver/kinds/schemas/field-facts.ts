// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Schema } from '../../schema.ts';

/** The facts of one field, read. The vocabulary is explained at PackageFacts. */
export interface FieldFacts {
  isPointer: boolean;
  isNull: boolean;
  isWritten: boolean;
  isOmitted: boolean;
  isQuantity: boolean;
  /** What is published in the schema; `values` are the enum's. */
  schema: Pick<
    Schema,
    | 'default'
    | 'x-kubernetes-list-type'
    | 'x-kubernetes-list-map-keys'
    | 'x-kubernetes-map-type'
    | 'x-kubernetes-patch-strategy'
    | 'x-kubernetes-patch-merge-key'
  > & { values?: string[] };
}

const word = /([A-Za-z]+)(?:\(([^)]*)\))?/g;

/** Reads the facts of a field. */
export function fieldFacts(facts: string): FieldFacts {
  const said: FieldFacts = {
    isPointer: false,
    isNull: false,
    isWritten: false,
    isOmitted: false,
    isQuantity: false,
    schema: {},
  };
  for (const [, name = '', argument] of facts.matchAll(word)) note(said, name, argument);
  return said;
}

function note(said: FieldFacts, name: string, argument: string | undefined): void {
  const { schema } = said;
  const values = argument?.split(',') ?? [];
  switch (name) {
    case 'merge':
    case 'retainKeys':
    case 'replace':
      schema['x-kubernetes-patch-strategy'] = [schema['x-kubernetes-patch-strategy'], name].filter(Boolean).join(',');
      if (argument) schema['x-kubernetes-patch-merge-key'] = argument;
      break;
    case 'map':
      schema['x-kubernetes-list-type'] = 'map';
      schema['x-kubernetes-list-map-keys'] = values;
      break;
    case 'set':
      schema['x-kubernetes-list-type'] = 'set';
      break;
    case 'atomic':
      schema['x-kubernetes-list-type'] = 'atomic';
      break;
    case 'granular':
      schema['x-kubernetes-map-type'] = 'granular';
      break;
    case 'enum':
      schema.values = values;
      break;
    case 'default':
      schema.default = JSON.parse(argument ?? 'null');
      break;
    case 'quantity':
      said.isQuantity = true;
      break;
    case 'pointer':
      said.isPointer = true;
      break;
    case 'null':
      said.isNull = true;
      break;
    case 'written':
      said.isWritten = true;
      break;
    case 'omitted':
      said.isOmitted = true;
      break;
    default:
      throw new Error(`no fact is called ${name}`);
  }
}
