// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { refusal } from '../errors.ts';
import type { Cause, Json, ScalePaths, Strategy } from '../kind.ts';
import { isQualifiedName } from '../kinds/validation/names.ts';
import type { Schema } from '../schema.ts';
import { goQuote, invalidValue } from './structural/causes.ts';
import { isFields } from './structural/correlation.ts';
import { setSchemaDefaults } from './structural/default.ts';
import { validateSchema } from './structural/validate.ts';

/** What a strategy is told of its kind. */
export interface CustomFacts {
  apiVersion: string;
  kind: string;
  plural: string;
  scale: ScalePaths | undefined;
  selectable: ((object: Json) => Record<string, string>) | undefined;
  /** Whether the definition is being deleted: nothing new is made. */
  isTerminating: boolean;
}

/** What is done with the objects of a definition's version; their metadata is the verbs' to check. */
export function customStrategy(schema: Schema, facts: CustomFacts): Strategy {
  return {
    setDefaults: (object) => setSchemaDefaults(schema, object),
    validate(object) {
      const typed = typeCauses(object, facts);
      if (typed.length) return typed;
      return [...validateSchema(schema, object), ...scaleCauses(object, facts.scale)];
    },
    validateUpdate(object, old) {
      const typed = typeCauses(object, facts);
      if (typed.length) return typed;
      const causes = validateSchema(schema, object, { old });
      return [...causes, ...scaleCauses(object, facts.scale)];
    },
    warnings: finalizerWarnings,
    ...(facts.isTerminating && { admit: (_: Json, o: { old?: Json }) => refuseNew(facts, o.old) }),
    ...(facts.selectable && { selectableFields: facts.selectable }),
  };
}

function refuseNew({ apiVersion, plural }: CustomFacts, old: Json | undefined): void {
  if (old) return;
  const message = 'create not allowed while custom resource definition is terminating';
  throw refusal(405, 'MethodNotAllowed', message, { details: { group: apiVersion.split('/')[0], kind: plural } });
}

function typeCauses(object: Json, facts: CustomFacts): Cause[] {
  const causes: Cause[] = [];
  if (object.kind !== facts.kind) causes.push(invalidValue('kind', object.kind ?? '', `must be ${facts.kind}`));
  if (object.apiVersion !== facts.apiVersion)
    causes.push(invalidValue('apiVersion', object.apiVersion ?? '', `must be ${facts.apiVersion}`));
  return causes;
}

const maxReplicas = 2 ** 31 - 1;

function scaleCauses(object: Json, scale: ScalePaths | undefined): Cause[] {
  if (!scale) return [];
  const causes = [scale.specReplicasPath, scale.statusReplicasPath].flatMap((path) => replicaCauses(object, path));
  const { labelSelectorPath: path } = scale;
  const selector = path ? at(object, path) : undefined;
  if (!path || selector === undefined || typeof selector === 'string') return causes;
  return [...causes, invalidValue(path, '', accessorError(path, selector, 'string'))];
}

function replicaCauses(object: Json, path: string): Cause[] {
  const replicas = at(object, path) ?? 0;
  if (typeof replicas !== 'number' || !Number.isInteger(replicas))
    return [invalidValue(path, 0, accessorError(path, replicas, 'int64'))];
  if (replicas < 0) return [invalidValue(path, replicas, 'should be a non-negative integer')];
  if (replicas > maxReplicas) return [invalidValue(path, replicas, `should be less than or equal to ${maxReplicas}`)];
  return [];
}

function accessorError(path: string, value: unknown, wanted: string): string {
  return `${path} accessor error: ${String(value)} is of the type ${goType(value)}, expected ${wanted}`;
}

function goType(value: unknown): string {
  if (value === null) return '<nil>';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (typeof value === 'boolean') return 'bool';
  if (Array.isArray(value)) return '[]interface {}';
  return typeof value === 'object' ? 'map[string]interface {}' : typeof value;
}

function at(object: Json, path: string): unknown {
  return path
    .split('.')
    .slice(1)
    .reduce<unknown>((value, name) => (isFields(value) ? value[name] : undefined), object);
}

const standardFinalizers = new Set(['orphan', 'foregroundDeletion', 'kubernetes']);

function finalizerWarnings(object: Json): string[] {
  return (object.metadata?.finalizers ?? []).flatMap((name) => {
    const about = `metadata.finalizers: ${goQuote(name)}: `;
    const problems = isQualifiedName(name).map((problem) => `${about}${problem}`);
    if (name.includes('/') || standardFinalizers.has(name)) return problems;
    const how = name.includes('.')
      ? 'prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts with other finalizer writers'
      : 'prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers';
    return [...problems, `${about}${how}`];
  });
}
