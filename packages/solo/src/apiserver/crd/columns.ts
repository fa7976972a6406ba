// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Column, Json } from '../kind.ts';
import { age } from '../kinds/columns/human-duration.ts';
import type { Schema } from '../schema.ts';
import type { PrinterColumn } from './definition/definition.ts';
import { jsonPath } from './json-path.ts';
import { goFloat, goJson } from './structural/causes.ts';

const ageColumn: PrinterColumn = {
  name: 'Age',
  type: 'date',
  jsonPath: '.metadata.creationTimestamp',
};

/** The columns of a custom kind: its name, those its definition has, or its age. */
export function customColumns(columns: readonly PrinterColumn[] | undefined, objectMeta: Schema): Column[] {
  const describe = (field: string) => objectMeta.properties?.[field]?.description ?? '';
  const shown = columns?.length ? columns : [{ ...ageColumn, description: describe('creationTimestamp') }];
  const name: Column = {
    name: 'Name',
    type: 'string',
    format: 'name',
    description: describe('name'),
    priority: 0,
    cell: (object) => object.metadata?.name ?? '',
  };
  return [name, ...shown.map(customColumn)];
}

function customColumn(column: PrinterColumn): Column {
  const find = jsonPath(column.jsonPath);
  return {
    name: column.name,
    type: column.type as Column['type'],
    format: column.format ?? '',
    description: column.description || `Custom resource definition column (in JSONPath format): ${column.jsonPath}`,
    priority: column.priority ?? 0,
    cell: (object: Json, now: Date) => cell(column.type, find(object)[0], now),
  };
}

function cell(type: string, value: unknown, now: Date): unknown {
  if (value === undefined) return null;
  if (type === 'string') return printed(value);
  if (value === null) return null;
  switch (type) {
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      if (typeof value !== 'string') return null;
      return Number.isNaN(Date.parse(value)) ? '<invalid>' : age(value, now);
    default:
      return null;
  }
}

/** A value as kubectl's JSONPath prints it. */
function printed(value: unknown): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : goFloat(value);
  return typeof value === 'object' ? goJson(value) : String(value);
}
