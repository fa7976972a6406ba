// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CustomResourceDefinition, crd, crds } from './crd.ts';
import { kinds } from './kinds.ts';
import type { Schema } from './schema.ts';
import type { StructuralSchema } from './structural.ts';

/** Well below the 1.5 MiB of one request to etcd, and small enough for `kubectl apply` without --server-side. */
const maxBytes = 256 * 1024;

test('each definition is named, labelled and served as KubeVirt serves it', () => {
  const told = crds().map(({ metadata, spec }) => {
    const versions = spec.versions.map((each) => `${each.name}${each.storage ? '*' : ''}${each.deprecated ? '!' : ''}`);
    const columns = spec.versions[0]?.additionalPrinterColumns?.map((each) => each.name) ?? [];
    const subresources = Object.keys(spec.versions[0]?.subresources ?? {});
    const names = [spec.names.singular, ...spec.names.shortNames, ...spec.names.categories];
    return [metadata.name, Object.keys(metadata.labels), names, versions, subresources, columns]
      .map(String)
      .join(' | ');
  });
  assert.deepEqual(told, [
    'kubevirts.kubevirt.io | operator.kubevirt.io | kubevirt,kv,kvs,all | v1*,v1alpha3! | status | Age,Phase',
    'virtualmachines.kubevirt.io | kubevirt.io | virtualmachine,vm,vms,all | v1*,v1alpha3! | status | Age,Status,Ready',
    'virtualmachineinstances.kubevirt.io | kubevirt.io | virtualmachineinstance,vmi,vmis,all | v1*,v1alpha3! |  | ' +
      'Age,Phase,IP,NodeName,Ready,Live-Migratable,Paused',
    'virtualmachineinstancemigrations.kubevirt.io | kubevirt.io | ' +
      'virtualmachineinstancemigration,vmim,vmims,all | v1*,v1alpha3! | status | Phase,VMI',
    'virtualmachineinstancepresets.kubevirt.io | kubevirt.io | ' +
      'virtualmachineinstancepreset,vmipreset,vmipresets,all | v1*,v1alpha3! |  | ',
    'virtualmachineinstancereplicasets.kubevirt.io | kubevirt.io | ' +
      'virtualmachineinstancereplicaset,vmirs,vmirss,all | v1*,v1alpha3! | status,scale | Desired,Current,Ready,Age',
  ]);
});

test('each definition is small', () => {
  for (const each of crds()) {
    const bytes = Buffer.byteLength(JSON.stringify(each));
    assert.ok(bytes < maxBytes, `${each.metadata.name} has ${bytes} bytes`);
  }
});

test('both versions have the same schema; only the current one explains it', () => {
  for (const each of crds()) {
    const [current, older] = schemasOf(each);
    const plain = JSON.parse(JSON.stringify(current), (key, value) =>
      key === 'description' && typeof value === 'string' ? undefined : value,
    );
    assert.deepEqual(older, plain);
  }
});

test('every schema keeps the rules for structural schemas', () => {
  let seen = 0;
  for (const each of crds())
    for (const schema of schemasOf(each)) {
      assert.deepEqual(schema.properties?.metadata, { type: 'object' });
      for (const [path, node] of nodes(schema, each.metadata.name)) {
        seen += 1;
        assert.deepEqual(violatedRules(node), [], path);
      }
    }
  console.log(`structural: ${seen} schema nodes checked`);
  assert.ok(seen > 0);
});

test('every field of every kind has a text', () => {
  let seen = 0;
  const walk = (schema: Schema, path: string): void => {
    if (schema.type === 'list') walk(schema.items, `${path}[]`);
    if (schema.type === 'map') walk(schema.values, `${path}{}`);
    if (schema.type !== 'object') return;
    for (const [name, field] of Object.entries(schema.fields)) {
      seen += 1;
      assert.match(field.description ?? '', /^\S.*\S$/, `${path}.${name}`);
      walk(field, `${path}.${name}`);
    }
  };
  for (const { kind, schema } of Object.values(kinds)) walk(schema, kind);
  console.log(`texts: ${seen} fields have one`);
  assert.ok(seen > 0);
});

test('metadata inside a template is kept as it is', () => {
  const [schema] = schemasOf(crd('VirtualMachine'));
  const metadata = schema?.properties?.spec?.properties?.template?.properties?.metadata;
  assert.equal(metadata?.['x-kubernetes-preserve-unknown-fields'], true);
  assert.equal(metadata?.nullable, true);
});

const schemasOf = ({ spec }: CustomResourceDefinition) => spec.versions.map((each) => each.schema.openAPIV3Schema);

function* nodes(schema: StructuralSchema, path: string): Generator<[string, StructuralSchema]> {
  yield [path, schema];
  for (const [name, field] of Object.entries(schema.properties ?? {})) yield* nodes(field, `${path}.${name}`);
  if (schema.items) yield* nodes(schema.items, `${path}[]`);
  if (schema.additionalProperties) yield* nodes(schema.additionalProperties, `${path}{}`);
}

/** The rules of apiextensions.k8s.io/v1 that a schema of ours could break. */
function violatedRules(schema: StructuralSchema): string[] {
  const { items, properties } = schema;
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const rules: [string, boolean][] = [
    ['has a type, unless it is int-or-string', !schema.type === Boolean(schema['x-kubernetes-int-or-string'])],
    ['has items exactly when it is an array', Boolean(items) === (schema.type === 'array')],
    ['has either fields or values', !(properties && schema.additionalProperties)],
    ['requires only fields it has', (schema.required ?? []).every((name) => properties?.[name])],
    ['has keys exactly when it is keyed', (schema['x-kubernetes-list-type'] === 'map') === keys.length > 0],
    ['has keys that are required', keys.every((key) => items?.required?.includes(key))],
    ['is a set of scalars', schema['x-kubernetes-list-type'] !== 'set' || items?.type !== 'object'],
  ];
  return rules.filter(([, kept]) => !kept).map(([rule]) => rule);
}
