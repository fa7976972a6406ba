// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Connector, Json, Kind, ScalePaths, Strategy } from '../kind.ts';
import type { ApiRequest } from '../request.ts';
import type { Schema } from '../schema.ts';
import { columns, defaultColumns } from './columns/column.ts';
import { normalise } from './schemas/decode.ts';
import { type Definitions, definitionName, definitions } from './schemas/definitions.ts';
import { readModels } from './schemas/models.ts';
import { builtinStrategies } from './strategies/builtin.ts';
import { joined } from './strategies/joined.ts';
import { type KindRow, kindTable, otherModels } from './table.ts';
import { metadataCauses, metadataUpdateCauses, plainFinalizerCauses } from './validation/metadata.ts';
import { isDnsSubdomain } from './validation/names.ts';
import type { World } from './world.ts';

/** What the API server's own kinds need of others. Collections are named `group/plural`, as in the store. */
export interface BuiltinOptions {
  schemas: Definitions;
  /** What admission sees of everything else. @defaultValue an empty world, for who needs no admission */
  world?: World;
  /** Subresources that are no part of the object, by collection and name: `/pods` → `log`, `exec`, `eviction`, … */
  connectors?: Readonly<Record<string, Readonly<Record<string, Connector>>>>;
  /** Answers to reviews, by kind: `SubjectAccessReview`, `TokenReview`, … */
  answers?: Readonly<Record<string, (object: Json, request: ApiRequest) => Promise<Json>>>;
  /** What is special about the objects of a collection: runs after what this folder knows of them. */
  strategies?: Readonly<Record<string, Strategy | readonly Strategy[]>>;
}

/** The schemas of everything that the API server has of its own; read anew, or from a file in `cacheDir`. */
export function builtinSchemas(cacheDir?: string): Definitions {
  return definitions(readModels([...kindTable.map(modelOf), ...otherModels], cacheDir));
}

/** The API server's own kinds. */
export function builtinKinds(o: BuiltinOptions): Kind[] {
  const own = builtinStrategies(o.world ?? emptyWorld);
  return kindTable.map((row) => builtinKind(row, o, own));
}

const emptyWorld: World = { get: () => undefined, list: () => [], suffix: () => 'bbbbb', now: () => new Date(0) };

function modelOf(row: KindRow): string {
  return row.model ?? `V1${row.kind}`;
}

/** All that is done with objects of the API server's own kinds but watching them: what one object at a time takes. */
const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'] as const;
const scale: ScalePaths = { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' };

function builtinKind(row: KindRow, o: BuiltinOptions, own: Readonly<Record<string, readonly Strategy[]>>): Kind {
  const schema = o.schemas.get(definitionName(modelOf(row)));
  if (!schema) throw new Error(`no schema for ${row.kind}`);
  const collection = row.collection ?? `${row.group}/${row.plural}`;
  const answer = row.isReview ? o.answers?.[row.kind] : undefined;
  return {
    group: row.group,
    version: row.version,
    kind: row.kind,
    plural: row.plural,
    singular: row.singular ?? row.kind.toLowerCase(),
    shortNames: row.shortNames ?? [],
    categories: row.categories ?? [],
    namespaced: !row.isClusterScoped,
    collection,
    verbs: row.isReview ? ['create'] : verbs.filter((v) => v !== 'deletecollection' || !row.isKeptFromDeleteCollection),
    schema,
    isCustom: false,
    storageVersion: row.version,
    convert: (objects) => Promise.resolve(row.convert ? objects.map(row.convert) : objects),
    ...(row.rowConditions && { rowConditions: row.rowConditions }),
    columns: columns(row.columns ?? defaultColumns, schema, row.shownAs),
    hasStatus: row.hasStatus ?? false,
    ...(row.deprecationWarning && { deprecationWarning: row.deprecationWarning }),
    ...(row.hasScale && { scale: { ...scale, labelSelectorPath: '.spec.selector' } }),
    connectors: o.connectors?.[collection] ?? {},
    strategy: joined(
      commonStrategy(row, schema),
      ...(row.strategy ? [row.strategy] : (own[collection] ?? [])),
      ...[o.strategies?.[collection] ?? []].flat(),
    ),
    ...(answer && { answer }),
  };
}

const takesAnyFinalizer: ReadonlySet<string> = new Set([
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'coordination.k8s.io',
]);

/** What holds for the objects of all kinds of the API server's own. */
function commonStrategy(row: KindRow, schema: Schema): Strategy {
  const rules = { namespaced: !row.isClusterScoped, nameRule: row.nameRule ?? isDnsSubdomain };
  const decoding: Strategy = { setDefaults: (object) => decode(schema, object) };
  if (row.isReview) return decoding;
  const finalizers = takesAnyFinalizer.has(row.group) ? () => [] : plainFinalizerCauses;
  return {
    ...decoding,
    // A new object has no status but what its kind begins with.
    ...(schema.written?.status && {
      prepareForCreate(object: Json) {
        object.status ??= zeroOf(schema, 'status');
      },
    }),
    validate: (object) => [...metadataCauses(object, rules), ...finalizers(object)],
    validateUpdate: (object, old) => [...metadataUpdateCauses(object, old), ...finalizers(object)],
  };
}

function zeroOf(schema: Schema, field: string): unknown {
  const object: Record<string, unknown> = {};
  normalise({ properties: { [field]: schema.properties?.[field] ?? {} }, written: { [field]: 'zero' } }, object);
  return object[field];
}

function decode(schema: Schema, object: Json): void {
  normalise(schema, object);
}
