// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { LabelSelector, ObjectMeta } from '@kubevirt-ts/kube';
import type { Json, Kind, ScalePaths } from '../kind.ts';
import { selectorText } from '../kinds/columns/column.ts';
import { normalise } from '../kinds/schemas/decode.ts';
import { metadataCauses } from '../kinds/validation/metadata.ts';
import { isDnsSubdomain } from '../kinds/validation/names.ts';
import type { Schema } from '../schema.ts';

/** How many there should be, and are, of what an object stands for. */
export interface Scale extends Json {
  spec?: { replicas?: number };
  status?: { replicas?: number; selector?: string };
}

const integer: Schema = { type: 'integer', format: 'int32' };
const text: Schema = { type: 'string' };
const schema: Schema = {
  type: 'object',
  definition: 'io.k8s.api.autoscaling.v1.Scale',
  properties: {
    apiVersion: text,
    kind: text,
    metadata: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    spec: { type: 'object', properties: { replicas: integer } },
    status: { type: 'object', properties: { replicas: integer, selector: text } },
  },
};

/** autoscaling/v1 Scale: never stored, always made from the object it scales. */
export const scaleKind: Kind = {
  group: 'autoscaling',
  version: 'v1',
  kind: 'Scale',
  plural: 'scales',
  singular: 'scale',
  shortNames: [],
  categories: [],
  namespaced: true,
  collection: 'autoscaling/scales',
  verbs: [],
  schema,
  isCustom: false,
  storageVersion: 'v1',
  convert: (objects) => Promise.resolve(objects),
  columns: [],
  hasStatus: false,
  connectors: {},
  strategy: {
    setDefaults: (object) => normalise(schema, object),
    validate: (object) => metadataCauses(object, { namespaced: true, nameRule: isDnsSubdomain }),
  },
};

/** The Scale of an object. */
export function scaleOf(kind: Kind, paths: ScalePaths, parent: Json): Scale {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = parent.metadata ?? {};
  const metadata = { name, namespace, uid, resourceVersion, creationTimestamp } as ObjectMeta;
  const selector = paths.labelSelectorPath ? selectorOf(kind, valueAt(parent, paths.labelSelectorPath)) : '';
  const wanted = valueAt(parent, paths.specReplicasPath);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata,
    spec: typeof wanted === 'number' && wanted !== 0 ? { replicas: wanted } : {},
    status: { replicas: Number(valueAt(parent, paths.statusReplicasPath) ?? 0), ...(selector && { selector }) },
  };
}

/** An object with another number of replicas; the one given stays as it is. */
export function withReplicas(parent: Json, paths: ScalePaths, replicas: number): Json {
  const scaled = structuredClone(parent);
  const steps = stepsOf(paths.specReplicasPath);
  const last = steps.pop() ?? '';
  let node = scaled as Record<string, unknown>;
  for (const step of steps) {
    node[step] ??= {};
    node = node[step] as Record<string, unknown>;
  }
  node[last] = replicas;
  return scaled;
}

/** The value a simple path leads to. */
function valueAt(object: Json, path: string): unknown {
  let value: unknown = object;
  for (const step of stepsOf(path)) value = (value as Record<string, unknown> | null | undefined)?.[step];
  return value;
}

function stepsOf(path: string): string[] {
  return path.replace(/^\./, '').split('.');
}

/** Custom kinds keep a selector as text, built-in ones as LabelSelector. */
function selectorOf(kind: Kind, value: unknown): string {
  if (kind.isCustom) return typeof value === 'string' ? value : '';
  const shown = selectorText(value as LabelSelector | undefined);
  return shown === '<none>' ? '' : shown;
}
