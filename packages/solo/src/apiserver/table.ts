// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { badRequest } from './errors.ts';
import type { Json, Kind } from './kind.ts';

/** What of an object goes with its row. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

/** A table of objects, as `kubectl get` prints it. */
export interface Table {
  kind: 'Table';
  apiVersion: string;
  metadata: Record<string, unknown>;
  /** Told once in a watch. */
  columnDefinitions: readonly object[] | null;
  rows: readonly TableRow[];
}

/** One object of a table. */
interface TableRow {
  cells: readonly unknown[];
  conditions?: readonly object[];
  object: object | null;
}

/** What the query says of objects in rows. @throws ApiError 400 */
export function includedObject(query: URLSearchParams): IncludeObject {
  const asked = query.get('includeObject') ?? '';
  if (asked === '') return 'Metadata';
  if (asked === 'None' || asked === 'Metadata' || asked === 'Object') return asked;
  const value = JSON.stringify(asked);
  throw badRequest(
    `Unable to convert to Table as requested: includeObject: Invalid value: ${value}: must be 'Metadata', 'Object', 'None', or empty`,
  );
}

/** Objects as rows of their kind's columns; metadata is to be filled in. `isBare` leaves the columns' definitions out. */
export function tableOf(
  objects: readonly Json[],
  o: { kind: Kind; include: IncludeObject; now: Date; version: string; isBare?: boolean },
): Table {
  const { kind, include, now, version } = o;
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${version}`,
    metadata: {},
    columnDefinitions: o.isBare ? null : columnDefinitions(kind),
    rows: objects.map((object) => {
      const conditions = kind.rowConditions?.(object) ?? [];
      return {
        cells: kind.columns.map((column) => column.cell(object, now) ?? null),
        ...(conditions.length && { conditions }),
        object: include === 'None' ? null : include === 'Object' ? object : partialObject(object, version),
      };
    }),
  };
}

/** An object's metadata, and nothing else of it. */
export function partialObject(object: Json, version: string): Json {
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata: object.metadata };
}

function columnDefinitions(kind: Kind): object[] {
  return kind.columns.map(({ name, type, format, description, priority }) => ({
    name,
    type,
    format: format ?? '',
    description: description ?? '',
    priority,
  }));
}
