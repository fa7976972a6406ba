// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Definitions and their objects through all verbs, as clients see them.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  ApiError,
  type Client,
  type CustomResourceDefinition,
  resource,
  resources,
  watchCache,
} from '@kubevirt-ts/kube';
import { eventually, quiet } from '@kubevirt-ts/testkit';
import { openStore } from '../../store/open-store.ts';
import type { Store } from '../../store/store.ts';
import type { Json, Kind, Kinds } from '../kind.ts';
import { builtinKinds, builtinSchemas } from '../kinds/builtins.ts';
import { kindRegistry } from '../kinds/registry.ts';
import { typeMismatch } from '../kinds/schemas/mismatch.ts';
import { dropUnknownFields } from '../kinds/schemas/unknown-fields.ts';
import { loopback } from '../loopback.ts';
import { patches } from '../patch/index.ts';
import { createRest } from '../rest/rest.ts';
import type { Schema } from '../schema.ts';
import { crdController } from './controller/index.ts';
import { definitionStrategy } from './definition/strategy.ts';
import { customMismatch } from './mismatch.ts';
import { definitions, serveDefinitions } from './serve.ts';
import { prune } from './structural/prune.ts';

const group = 'things.example.com';
const now = () => new Date('2030-01-02T03:04:05Z');
const widgets = resource<Json>(`${group}/v1`, 'Widget', 'widgets', true);
const crds = resources.customResourceDefinitions;

interface World {
  store: Store;
  kinds: Kinds;
  client: Client;
  end: () => Promise<void>;
}

async function world(file: string): Promise<World> {
  const store = openStore(file, { now });
  const schemas = builtinSchemas();
  const kinds = kindRegistry(builtinKinds({ schemas, strategies: { [definitions]: definitionStrategy({ now }) } }));
  const objectMeta = schemas.get('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta') as Schema;
  const webhooks = { post: () => Promise.reject(new Error('there is no webhook')), close: () => undefined };
  serveDefinitions({ store, kinds, objectMeta, webhooks });
  const handler = createRest({
    kinds,
    store,
    now,
    patches,
    schemas: {
      mismatch: (kind, object) => (kind.isCustom ? customMismatch(kind, object) : typeMismatch(kind.schema, object)),
      prune: (kind: Kind, object) =>
        kind.isCustom ? prune(kind.schema, object) : dropUnknownFields(kind.schema, object),
    },
    admission: { mutate: async (_, object) => object, validate: async () => undefined },
  });
  const client = loopback(handler, { name: 'admin', groups: ['system:masters'] });
  const ending = new AbortController();
  const cache = watchCache({ client, resource: crds, logger: quiet(), signal: ending.signal });
  const context = {
    client,
    cache: () => cache as never,
    logger: quiet(),
    now,
    signal: ending.signal,
    event: () => undefined,
  };
  const controller = crdController(context, { store });
  return {
    store,
    kinds,
    client,
    async end() {
      ending.abort();
      await controller.stopped;
      store.close();
    },
  };
}

function definition(
  plural: string,
  kind: string,
  o: { versions?: object[]; names?: object; schema?: Schema } = {},
): CustomResourceDefinition {
  const schema = {
    openAPIV3Schema: o.schema ?? { type: 'object', properties: { spec: { type: 'object', properties: {} } } },
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural, kind, ...o.names },
      versions: o.versions ?? [{ name: 'v1', served: true, storage: true, schema, subresources: { status: {} } }],
    },
  } as CustomResourceDefinition;
}

const widgetSchema: Schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      required: ['size'],
      properties: {
        size: { type: 'integer', minimum: 1 },
        colour: { type: 'string', default: 'red', enum: ['red', 'blue'] },
        ports: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
          items: {
            type: 'object',
            required: ['name'],
            properties: { name: { type: 'string' }, port: { type: 'integer' } },
          },
        },
      },
      'x-kubernetes-validations': [{ rule: 'self.size >= oldSelf.size', message: 'size cannot shrink' }],
    },
    status: { type: 'object', properties: { phase: { type: 'string' } } },
  },
};

async function refused(work: Promise<unknown>): Promise<ApiError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ApiError, `was not refused: ${error}`);
  return error;
}

const condition = (crd: CustomResourceDefinition, type: string) =>
  crd.status?.conditions?.find((each) => each.type === type);

async function established(w: World, crd: CustomResourceDefinition): Promise<CustomResourceDefinition> {
  await w.client.create(crds, crd);
  return eventually(async () => {
    const found = await w.client.get(crds, { name: crd.metadata?.name ?? '' });
    return condition(found, 'Established')?.status === 'True' ? found : undefined;
  }, 'Established');
}

describe('custom resource definitions', () => {
  const dir = mkdtempSync(join(tmpdir(), 'solo-crd-'));
  const file = join(dir, 'state.db');
  let w: World;
  before(async () => {
    w = await world(file);
    await w.client.create(resources.namespaces, { metadata: { name: 'default' } });
  });
  after(async () => {
    await w.end();
    rmSync(dir, { recursive: true });
  });

  test('a definition is completed, its names accepted, and its kind served', async () => {
    const crd = await established(
      w,
      definition('widgets', 'Widget', { schema: widgetSchema, names: { shortNames: ['wd'] } }),
    );
    assert.equal(crd.spec.names.singular, 'widget');
    assert.equal(crd.spec.names.listKind, 'WidgetList');
    assert.deepEqual(crd.spec.conversion, { strategy: 'None' });
    assert.deepEqual(crd.status?.storedVersions, ['v1']);
    assert.deepEqual(crd.status?.acceptedNames, crd.spec.names);
    assert.equal(condition(crd, 'NamesAccepted')?.reason, 'NoConflicts');
    const kind = w.kinds.find(group, 'v1', 'widgets');
    assert.deepEqual(kind?.shortNames, ['wd']);
    assert.equal(w.kinds.byKind(`${group}/v1`, 'Widget'), kind);
    assert.deepEqual(
      kind?.columns.map((column) => column.name),
      ['Name', 'Age'],
    );
  });

  test('its objects are pruned, defaulted, validated and judged by its rules', async () => {
    const made = await w.client.create(widgets, {
      apiVersion: `${group}/v1`,
      kind: 'Widget',
      metadata: { name: 'one', namespace: 'default' },
      spec: { size: 2, foo: 1, ports: [{ name: 'a', bar: 1 }] },
      status: { phase: 'x' },
    });
    assert.deepEqual(made.spec, { colour: 'red', ports: [{ name: 'a' }], size: 2 });
    assert.equal(made.status, undefined);
    const wrong = { ...made, metadata: { name: 'two', namespace: 'default' } };
    const error = await refused(
      w.client.create(widgets, { ...wrong, spec: { colour: 'green', ports: [{ name: 'a' }, { name: 'a' }] } }),
    );
    assert.equal(error.code, 422);
    assert.deepEqual(error.status.details?.causes, [
      {
        reason: 'FieldValueNotSupported',
        message: 'Unsupported value: "green": supported values: "red", "blue"',
        field: 'spec.colour',
      },
      { reason: 'FieldValueRequired', message: 'Required value', field: 'spec.size' },
      { reason: 'FieldValueDuplicate', message: 'Duplicate value: {"name":"a"}', field: 'spec.ports[1]' },
      {
        reason: 'FieldValueInvalid',
        message:
          'Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
        field: '<nil>',
      },
    ]);
    const shrunk = await refused(w.client.update(widgets, { ...made, spec: { size: 1 } }));
    assert.equal(
      shrunk.status.message,
      'Widget.things.example.com "one" is invalid: spec: Invalid value: size cannot shrink',
    );
    const grown = await w.client.update(widgets, { ...made, spec: { size: 3 } });
    assert.equal(grown.metadata?.generation, 2);
    const told = await w.client.patch(
      widgets,
      { namespace: 'default', name: 'one' },
      { type: 'merge', body: { status: { phase: 'Up' }, spec: { size: 9 } } },
      { subresource: 'status' },
    );
    assert.deepEqual([told.status, told.spec, told.metadata?.generation], [{ phase: 'Up' }, grown.spec, 2]);
  });

  test('metadata of the wrong types cannot be read', async () => {
    const metadata = { name: 'x', namespace: 'default', labels: { a: 1 } };
    const error = await refused(w.client.create(widgets, { metadata, spec: { size: 1 } } as unknown as Json));
    assert.equal(error.code, 400);
    const json = 'json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string';
    assert.equal(error.status.message, `Widget in version "v1" cannot be handled as a Widget: ${json}`);
  });

  test('what was stored before the schema changed is seen in its new form, and may stay as wrong as it is', async () => {
    const crd = await w.client.get(crds, { name: `widgets.${group}` });
    const schema = structuredClone(widgetSchema);
    const fields = schema.properties?.spec?.properties as Record<string, Schema>;
    fields.weight = { type: 'integer', default: 7 };
    fields.size = { type: 'integer', minimum: 100 };
    (crd.spec.versions[0] as { schema: object }).schema = { openAPIV3Schema: schema };
    await w.client.update(crds, crd);
    const seen = await w.client.get(widgets, { namespace: 'default', name: 'one' });
    assert.equal((seen.spec as { weight?: number }).weight, 7);
    const labelled = await w.client.patch(
      widgets,
      { namespace: 'default', name: 'one' },
      { type: 'merge', body: { metadata: { labels: { a: 'b' } }, spec: { weight: 8 } } },
    );
    assert.deepEqual(labelled.spec, { colour: 'red', size: 3, weight: 8 });
    const error = await refused(
      w.client.patch(widgets, { namespace: 'default', name: 'one' }, { type: 'merge', body: { spec: { size: 4 } } }),
    );
    assert.match(error.message, /spec.size in body should be greater than or equal to 100/);
  });

  test('a name that another definition has is not given, until it is free', async () => {
    await w.client.create(crds, definition('gadgets', 'Widget', { names: { shortNames: ['wd'] } }));
    const waiting = await eventually(async () => {
      const found = await w.client.get(crds, { name: `gadgets.${group}` });
      return condition(found, 'NamesAccepted') ? found : undefined;
    });
    assert.equal(condition(waiting, 'NamesAccepted')?.reason, 'ListKindConflict');
    assert.equal(condition(waiting, 'NamesAccepted')?.message, '"WidgetList" is already in use');
    assert.equal(condition(waiting, 'Established')?.reason, 'NotAccepted');
    assert.equal(w.kinds.find(group, 'v1', 'gadgets'), undefined);
  });

  test('versions are served side by side; the deprecated one warns', async () => {
    const version = (name: string, o: object) => ({
      name,
      served: true,
      storage: false,
      schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      ...o,
    });
    const versions = [
      version('v1', { storage: true }),
      version('v1alpha1', { deprecated: true }),
      version('v0', { served: false }),
    ];
    await established(w, definition('multis', 'Multi', { versions }));
    const old = w.kinds.find(group, 'v1alpha1', 'multis');
    assert.equal(old?.deprecationWarning, `${group}/v1alpha1 Multi is deprecated; use ${group}/v1 Multi`);
    assert.equal(w.kinds.find(group, 'v0', 'multis'), undefined);
    const inOld = resource<Json>(`${group}/v1alpha1`, 'Multi', 'multis', true);
    const inNew = resource<Json>(`${group}/v1`, 'Multi', 'multis', true);
    await w.client.create(inOld, { metadata: { name: 'm', namespace: 'default' }, a: 1 } as Json);
    const seen = await w.client.get(inNew, { namespace: 'default', name: 'm' });
    assert.deepEqual([seen.apiVersion, seen.a], [`${group}/v1`, 1]);
  });

  test('an established definition keeps its scope and kind; a stored version stays', async () => {
    const crd = await w.client.get(crds, { name: `multis.${group}` });
    crd.spec.names.kind = 'Other';
    crd.spec.scope = 'Cluster';
    crd.spec.versions = crd.spec.versions.slice(1);
    const error = await refused(w.client.update(crds, crd));
    const causes = error.status.details?.causes?.map((cause) => `${cause.field}: ${cause.message}`) ?? [];
    assert.ok(causes.includes('spec.names.kind: Invalid value: "Other": field is immutable'));
    assert.ok(causes.includes('spec.scope: Invalid value: "Cluster": field is immutable'));
    assert.ok(
      causes.some((cause) =>
        cause.startsWith('status.storedVersions[0]: Invalid value: "v1": missing from spec.versions'),
      ),
    );
  });

  test('what is served survives a restart', async () => {
    await w.end();
    w = await world(file);
    assert.equal(w.kinds.find(group, 'v1', 'widgets')?.kind, 'Widget');
    assert.equal((await w.client.list(widgets)).items.length, 1);
  });

  test('a definition goes when its last object has gone', async () => {
    await w.client.patch(
      widgets,
      { namespace: 'default', name: 'one' },
      { type: 'merge', body: { metadata: { finalizers: ['example.com/wait'] } } },
    );
    await w.client.delete(crds, { name: `widgets.${group}` });
    const going = await eventually(async () => {
      const crd = await w.client.get(crds, { name: `widgets.${group}` });
      return condition(crd, 'Terminating')?.reason === 'InstanceDeletionInProgress' ? crd : undefined;
    });
    assert.deepEqual(going.metadata?.finalizers, ['customresourcecleanup.apiextensions.k8s.io']);
    const refusal = await refused(
      w.client.create(widgets, { metadata: { name: 'late', namespace: 'default' }, spec: { size: 500 } } as Json),
    );
    assert.equal(refusal.code, 405);
    assert.deepEqual(refusal.status.details, { group, kind: 'widgets' });
    assert.equal(refusal.status.message, 'create not allowed while custom resource definition is terminating');
    await w.client.patch(
      widgets,
      { namespace: 'default', name: 'one' },
      { type: 'merge', body: { metadata: { finalizers: null } } },
    );
    await eventually(
      async () => (await w.client.find(crds, { name: `widgets.${group}` })) === undefined,
      'the definition gone',
    );
    assert.equal(w.kinds.find(group, 'v1', 'widgets'), undefined);
    // Its names are free now.
    await eventually(() => w.kinds.find(group, 'v1', 'gadgets'), 'the other definition served');
  });
});
