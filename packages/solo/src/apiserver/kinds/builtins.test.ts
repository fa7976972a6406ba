// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { schemas, testWorld } from '../../../test/built-in-kinds.ts';
import type { Json } from '../kind.ts';
import type { Schema } from '../schema.ts';
import { builtinKinds, builtinSchemas } from './builtins.ts';
import { kindRegistry } from './registry.ts';

const kinds = builtinKinds({ schemas, world: testWorld() });

/** All schemas that a schema leads to, itself included. */
function reached(schema: Schema, found = new Set<Schema>()): Set<Schema> {
  if (found.has(schema)) return found;
  found.add(schema);
  for (const property of Object.values(schema.properties ?? {})) reached(property, found);
  if (schema.items) reached(schema.items, found);
  if (typeof schema.additionalProperties === 'object') reached(schema.additionalProperties, found);
  return found;
}

describe('the built-in kinds', () => {
  it('each have a schema that leads only to types that are known', (t) => {
    const all = new Set<Schema>();
    for (const kind of kinds) {
      const own = reached(kind.schema);
      for (const schema of own) all.add(schema);
      const { apiVersion, kind: kindField, metadata } = kind.schema.properties ?? {};
      assert.ok(apiVersion && kindField && metadata?.properties?.name, `${kind.kind} is an object of the API`);
      for (const schema of own) {
        const isAnything = schema['x-kubernetes-preserve-unknown-fields'] || schema['x-kubernetes-int-or-string'];
        assert.ok(schema.type || isAnything, `${kind.kind} has a schema without type: ${schema.description}`);
        if (schema.type === 'array') assert.ok(schema.items, `${kind.kind} has a list of nothing`);
      }
    }
    t.diagnostic(`${kinds.length} kinds, ${schemas.size} definitions, ${all.size} schemas`);
    assert.equal(kinds.length, 36);
  });

  it('are told apart by their paths and by their names', () => {
    const paths = new Set(kinds.map(({ group, version, plural }) => `${group}/${version}/${plural}`));
    const names = new Set(kinds.map(({ group, version, kind }) => `${group}/${version}/${kind}`));
    assert.deepEqual([paths.size, names.size], [kinds.length, kinds.length]);
  });

  it('have the same merge keys and map lists as Kubernetes', () => {
    const { properties: pod = {} } = schemas.get('io.k8s.api.core.v1.PodSpec') ?? {};
    assert.equal(pod.containers?.['x-kubernetes-patch-merge-key'], 'name');
    assert.equal(pod.containers?.['x-kubernetes-patch-strategy'], 'merge');
    assert.deepEqual(pod.containers?.['x-kubernetes-list-map-keys'], ['name']);
    assert.equal(pod.tolerations?.['x-kubernetes-list-type'], 'atomic');
    assert.equal(pod.nodeSelector?.['x-kubernetes-map-type'], 'atomic');
    const { properties: container = {} } = schemas.get('io.k8s.api.core.v1.Container') ?? {};
    assert.deepEqual(container.ports?.['x-kubernetes-list-map-keys'], ['containerPort', 'protocol']);
    assert.equal(container.ports?.['x-kubernetes-patch-merge-key'], 'containerPort');
  });

  it('take connectors, answers and what else is special about them from others', async () => {
    const order: string[] = [];
    const connector = { methods: ['GET'], kind: 'Pod', verbs: ['get'], handle: () => Promise.reject(new Error()) };
    const own = kindRegistry(
      builtinKinds({
        schemas,
        connectors: { '/pods': { log: connector } },
        answers: { TokenReview: (object) => Promise.resolve({ ...object, status: { authenticated: true } }) },
        strategies: { '/nodes': [{ stored: () => order.push('a') }, { stored: () => order.push('b') }] },
      }),
    );
    assert.equal(own.find('', 'v1', 'pods')?.connectors.log, connector);
    const review = own.byKind('authentication.k8s.io/v1', 'TokenReview');
    const answer = await review?.answer?.({} as Json, {} as never);
    assert.deepEqual([review?.verbs, answer?.status], [['create'], { authenticated: true }]);
    own.find('', 'v1', 'nodes')?.strategy.stored?.({ type: 'ADDED', object: {} as Json });
    assert.deepEqual(order, ['a', 'b']);
  });
});

describe('the schemas of built-in kinds', () => {
  it('are the same from the file that a first start leaves', (t) => {
    const directory = temporary(t);
    const names = (of: ReturnType<typeof builtinSchemas>) => [...of.keys()];
    assert.deepEqual(names(builtinSchemas(directory)), names(schemas));
    assert.deepEqual(readdirSync(directory).length, 1);
    const again = builtinSchemas(directory);
    const pod = 'io.k8s.api.core.v1.Pod';
    assert.deepEqual([...reached(again.get(pod) ?? {})].length, [...reached(schemas.get(pod) ?? {})].length);
  });

  it('are read anew when the file is damaged', (t) => {
    const directory = temporary(t);
    builtinSchemas(directory);
    const [file = ''] = readdirSync(directory);
    writeFileSync(join(directory, file), '{"cut');
    assert.equal(builtinSchemas(directory).size, schemas.size);
  });
});

function temporary(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'solo-kinds-'));
  t.after(() => rmSync(directory, { recursive: true }));
  return directory;
}
