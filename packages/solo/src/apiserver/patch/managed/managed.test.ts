// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// What real API servers answer is compared in packages/solo/test/patches; here is what those cases cannot show.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from '@kubevirt-ts/kube';
import type { Json, Kind } from '../../kind.ts';
import type { Schema } from '../../schema.ts';
import { patches } from '../index.ts';
import type { Writer } from '../patches.ts';
import type { ManagedFieldsEntry } from './managers.ts';

const number: Schema = { type: 'integer' };
const fields = (name: string): Schema => ({
  type: 'object',
  properties: {
    spec: { type: 'object', properties: { [name]: number, replicas: number } },
    status: { type: 'object', properties: { ready: number } },
  },
});

function version(name: string, field: string): Kind {
  return {
    group: 'g',
    version: name,
    kind: 'Thing',
    plural: 'things',
    schema: fields(field),
    isCustom: true,
    hasStatus: true,
    scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' },
    // A version's field is called as the version says.
    async convert(objects: Json[]) {
      return objects.map((object) => {
        const { old, size, ...rest } = (object.spec ?? {}) as Record<string, unknown>;
        const value = old ?? size;
        return {
          ...object,
          apiVersion: `g/${name}`,
          spec: { ...rest, ...(value !== undefined && { [field]: value }) },
        };
      });
    },
  } as unknown as Kind;
}

const v1 = version('v1', 'old');
const v2 = version('v2', 'size');

function writer(manager: string, o: Partial<Writer> & { second?: number } = {}): Writer {
  const { second = 0, ...rest } = o;
  return {
    manager,
    kind: v2,
    versionOf: (apiVersion) => ({ 'g/v1': v1, 'g/v2': v2 })[apiVersion],
    subresource: '',
    now: new Date(Date.UTC(2026, 0, 1, 0, 0, second)),
    ...rest,
  };
}

const thing = (o: { spec?: object; status?: object; metadata?: object; apiVersion?: string } = {}): Json =>
  ({ apiVersion: 'g/v2', kind: 'Thing', metadata: { name: 'a' }, ...o }) as Json;
const entries = (object: Json) => (object.metadata?.managedFields ?? []) as ManagedFieldsEntry[];
const owners = (object: Json) =>
  Object.fromEntries(
    entries(object).map((e) => [
      `${e.manager} ${e.operation} ${e.apiVersion}${e.subresource ? ` ${e.subresource}` : ''}`,
      e.fieldsV1,
    ]),
  );
const times = (object: Json) => Object.fromEntries(entries(object).map((e) => [e.manager, e.time?.slice(17, 19)]));

test('a time is that of the last change, not of the last write', async () => {
  const first = await patches.update(writer('one', { second: 1 }), undefined, thing({ spec: { size: 1 } }));
  const same = await patches.update(writer('two', { second: 2 }), first, first);
  assert.deepEqual(entries(same), entries(first));
  const applied = thing({ spec: { size: 1 } });
  const shared = await patches.apply(writer('two', { second: 3 }), { live: first, applied, force: false });
  assert.deepEqual(times(shared), { one: '01', two: undefined });
  const changed = await patches.apply(writer('two', { second: 4 }), {
    live: shared,
    applied: thing({ spec: { size: 2 } }),
    force: true,
  });
  assert.deepEqual(times(changed), { two: '04', one: '01' });
  const again = await patches.apply(writer('two', { second: 5 }), {
    live: changed,
    applied: thing({ spec: { size: 2 } }),
    force: true,
  });
  assert.deepEqual(again, changed);
});

test('each subresource owns only what can be changed through it', async () => {
  const made = await patches.update(writer('one'), undefined, thing({ spec: { size: 1 }, status: { ready: 1 } }));
  assert.deepEqual(owners(made), { 'one Update g/v2': { 'f:spec': { '.': {}, 'f:size': {} } } });
  const { status: _, ...live } = made;
  const next = {
    ...live,
    spec: { size: 9 },
    status: { ready: 2 },
    metadata: { ...made.metadata, labels: { a: 'b' }, managedFields: [] },
  } as Json;
  const through = await patches.update(writer('one', { subresource: 'status' }), live, next);
  assert.deepEqual(owners(through), {
    'one Update g/v2': { 'f:spec': { '.': {}, 'f:size': {} } },
    'one Update g/v2 status': { 'f:status': { '.': {}, 'f:ready': {} } },
  });
  const applied = thing({ status: { ready: 3 } });
  const message =
    'Apply failed with 1 conflict: conflict with "one" with subresource "status" using g/v2: .status.ready';
  await assert.rejects(
    patches.apply(writer('two', { subresource: 'status' }), { live: through, applied, force: false }),
    { message },
  );
});

test('fields are compared in the version in which they are owned', async () => {
  const old = await patches.update(
    writer('one', { kind: v1 }),
    undefined,
    thing({ apiVersion: 'g/v1', spec: { old: 1 } }),
  );
  const [live] = (await v2.convert([old])) as [Json];
  await assert.rejects(patches.apply(writer('two'), { live, applied: thing({ spec: { size: 2 } }), force: false }), {
    message: 'Apply failed with 1 conflict: conflict with "one" using g/v1: .spec.old',
  });
  const forced = await patches.apply(writer('two'), { live, applied: thing({ spec: { size: 2 } }), force: true });
  assert.deepEqual(owners(forced), {
    'two Apply g/v2': { 'f:spec': { 'f:size': {} } },
    'one Update g/v1': { 'f:spec': {} },
  });
});

test('what was applied in one version and is applied no more in another goes', async () => {
  const old = await patches.apply(writer('one', { kind: v1 }), {
    live: undefined,
    applied: thing({ apiVersion: 'g/v1', spec: { old: 1, replicas: 2 } }),
    force: false,
  });
  const [live] = (await v2.convert([old])) as [Json];
  const next = await patches.apply(writer('one'), { live, applied: thing({ spec: { replicas: 2 } }), force: false });
  assert.deepEqual(
    [next.spec, owners(next)],
    [{ replicas: 2 }, { 'one Apply g/v2': { 'f:spec': { 'f:replicas': {} } } }],
  );
});

test('who owns fields in a version that is not served any more owns nothing', async () => {
  const made = await patches.update(writer('one'), undefined, thing({ spec: { size: 1 } }));
  const gone = { ...entries(made)[0], manager: 'gone', apiVersion: 'g/v0' };
  const live = { ...made, metadata: { ...made.metadata, managedFields: [gone, ...entries(made)] } } as unknown as Json;
  const next = await patches.update(writer('two'), live, { ...live, spec: { size: 1, replicas: 1 } });
  assert.deepEqual(Object.keys(owners(next)), ['one Update g/v2', 'two Update g/v2']);
});

test('an object whose owners cannot be worked out keeps those it had', async () => {
  const made = await patches.update(writer('one'), undefined, thing({ spec: { size: 1 } }));
  const failing = { ...v1, convert: () => Promise.reject(new ApiError({ code: 500, message: 'webhook down' })) };
  const live = {
    ...made,
    metadata: { ...made.metadata, managedFields: entries(made).map((e) => ({ ...e, apiVersion: 'g/v1' })) },
  } as unknown as Json;
  const next = await patches.update(writer('two', { versionOf: () => failing as Kind }), live, {
    ...live,
    spec: { size: 2 },
  });
  assert.deepEqual(entries(next), entries(live));
});

test('a Scale shows who owns the number, and who takes it there has it in the object', async () => {
  const made = await patches.apply(writer('one'), {
    live: undefined,
    applied: thing({ spec: { size: 1, replicas: 1 } }),
    force: false,
  });
  const scaler = writer('two', { subresource: 'scale' });
  const shown = patches.scaleEntries(scaler, made) as ManagedFieldsEntry[];
  assert.deepEqual(
    shown.map(({ manager, apiVersion, fieldsV1 }) => ({ manager, apiVersion, fieldsV1 })),
    [{ manager: 'one', apiVersion: 'autoscaling/v1', fieldsV1: { 'f:spec': { 'f:replicas': {} } } }],
  );
  const mine = { ...shown[0], manager: 'two', operation: 'Update', subresource: 'scale' };
  const parent = (entry: unknown) =>
    owners({
      metadata: {
        managedFields: patches.parentEntries(scaler, made, { metadata: { managedFields: [entry] } } as Json),
      },
    } as Json);
  assert.deepEqual(parent(mine), {
    'one Apply g/v2': { 'f:spec': { 'f:size': {} } },
    'two Update g/v2 scale': { 'f:spec': { 'f:replicas': {} } },
  });
  assert.deepEqual(parent(shown[0]), owners(made));
});

test('what webhooks broke is mended, and times alone are no change', async () => {
  const made = await patches.update(writer('one', { second: 1 }), undefined, thing({ spec: { size: 1 } }));
  const warnings: string[] = [];
  const broken = { ...made, metadata: { ...made.metadata, managedFields: [{ operation: 'No' }] } } as unknown as Json;
  const next = patches.settle({ live: undefined, beforeAdmission: made, next: broken, warnings });
  assert.deepEqual(next, made);
  assert.match(
    warnings[0] ?? '',
    /^\.metadata\.managedFields was in an invalid state after admission; .*operation must be/,
  );
  const later = {
    ...made,
    metadata: { ...made.metadata, managedFields: entries(made).map((e) => ({ ...e, time: '2026-01-01T00:00:09Z' })) },
  } as unknown as Json;
  assert.equal(patches.settle({ live: made, beforeAdmission: later, next: later, warnings }), made);
  const other = { ...later, spec: { size: 2 } };
  assert.equal(patches.settle({ live: made, beforeAdmission: other, next: other, warnings }), other);
});
