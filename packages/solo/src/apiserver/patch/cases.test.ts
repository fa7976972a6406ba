// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ApiError } from '@kubevirt-ts/kube';
import { parse } from 'yaml';
import { type Answer, type Case, contentTypes, type Step, timeless } from '../../../test/patches/case.ts';
import type { Json, Kind } from '../kind.ts';
import { normalise } from '../kinds/schemas/decode.ts';
import { definitions } from '../kinds/schemas/definitions.ts';
import { readModels } from '../kinds/schemas/models.ts';
import type { Schema } from '../schema.ts';
import { patches } from './index.ts';
import type { Writer } from './patches.ts';

const cases = new URL('../../../test/patches/cases/', import.meta.url);
const builtIn = definitions(readModels(['V1ConfigMap', 'V1Deployment', 'V1Service', 'V1ClusterRole']));

const names = readdirSync(cases)
  .filter((file) => file.endsWith('.input.yaml'))
  .map((file) => file.slice(0, -'.input.yaml'.length));

test('there are cases', () => assert.ok(names.length > 4));

for (const name of names) {
  test(`patch case: ${name}`, async () => {
    const read = (part: string) => parse(readFileSync(new URL(`${name}.${part}.yaml`, cases), 'utf8')) as unknown;
    const [input, answers] = [read('input') as Case, read('output') as Answer[]];
    assert.equal(answers.length, input.steps.length);
    let live: Json | undefined;
    for (const [i, step] of input.steps.entries()) {
      const expected = answers[i] as Answer;
      // 1.20 still writes some times that are absent.
      const { isCustom, schema } = kindOf(input);
      if (expected.object && !isCustom) normalise(schema, expected.object);
      if (expected.object) expected.object = timeless(expected.object);
      await t(`step ${i}`, step, live, expected, input);
      live = expected.object ?? live;
    }
  });
}

async function t(what: string, step: Step, live: Json | undefined, expected: Answer, input: Case): Promise<void> {
  if (step.compares === 'nothing') return;
  const writer = writerOf(input, step);
  const answer = await answerOf(writer, step, live, expected);
  if (expected.refusal) {
    const refusal = { ...expected.refusal, ...(step.message && { message: step.message }) };
    assert.deepEqual(inOrder(answer), inOrder({ code: expected.code, refusal }), what);
    return;
  }
  const { object } = expected;
  const owners = (o: Json | undefined) => o?.metadata?.managedFields;
  assert.deepEqual(owners(answer.object), owners(object), what);
  if (live && step.compares !== 'owners') assert.deepEqual(sorted(answer.object), sorted(object), what);
}

// The server names managers, and what is wrong in different fields, in no order.
function inOrder({ code, refusal }: Answer): unknown {
  const causes = refusal?.causes?.map((cause) => JSON.stringify(cause)).sort();
  // 1.20 does not yet name the object.
  const message = refusal?.message.replace(/(typed patch object) \([^)]*\)/, '$1') ?? '';
  return { code, refusal: { ...refusal, message: message.split('\n').sort(), ...(causes && { causes }) } };
}

function sorted(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

async function answerOf(writer: Writer, step: Step, live: Json | undefined, expected: Answer): Promise<Answer> {
  try {
    const object = await resultOf(writer, step, live, expected);
    if (!writer.kind.isCustom) normalise(writer.kind.schema, object);
    return { code: expected.code, object: timeless(object) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { message = '', reason, details } = error.status;
    return {
      code: error.code,
      refusal: { message, ...(reason && { reason }), ...(details?.causes && { causes: details.causes }) },
    };
  }
}

async function resultOf(writer: Writer, step: Step, live: Json | undefined, expected: Answer): Promise<Json> {
  const body = structuredClone(step.body) as Json;
  if (step.does in contentTypes) patches.typeOf(contentTypes[step.does as keyof typeof contentTypes], writer.kind);
  switch (step.does) {
    case 'apply':
      return patches.apply(writer, { live, applied: body, force: step.force === true });
    case 'create':
    case 'update': {
      // What the server made of it, defaults and all, but with the managedFields that were sent.
      const next = expected.object ?? ({} as Json);
      return patches.update(writer, live, {
        ...next,
        metadata: { ...next.metadata, managedFields: body.metadata?.managedFields },
      } as Json);
    }
    default: {
      const next = patches.patch(step.does, {
        kind: writer.kind,
        live: live as Json,
        patch: patches.read(step.does, body),
      });
      if (!writer.kind.isCustom) normalise(writer.kind.schema, next);
      // Defaults, which are owned by who made them necessary, are the server's.
      const whole = step.compares === 'owners' ? ({ ...expected.object, metadata: next.metadata } as Json) : next;
      return patches.update(writer, live, whole);
    }
  }
}

function writerOf(input: Case, step: Step): Writer {
  const kind = kindOf(input);
  const own = kind.group ? `${kind.group}/${kind.version}` : kind.version;
  return {
    manager: step.manager ?? 'recorder',
    kind,
    versionOf: (apiVersion) => (apiVersion === own ? kind : undefined),
    subresource: '',
    now: new Date('2026-01-01T00:00:00Z'),
  };
}

const kindsByPlural: Record<string, { kind: string; definition: string }> = {
  configmaps: { kind: 'ConfigMap', definition: 'io.k8s.api.core.v1.ConfigMap' },
  services: { kind: 'Service', definition: 'io.k8s.api.core.v1.Service' },
  deployments: { kind: 'Deployment', definition: 'io.k8s.api.apps.v1.Deployment' },
  clusterroles: { kind: 'ClusterRole', definition: 'io.k8s.api.rbac.v1.ClusterRole' },
};

function kindOf(input: Case): Kind {
  const [, group, version, plural] =
    /^\/(?:api|apis\/([^/]+))\/([^/]+)\/(?:namespaces\/[^/]+\/)?([^/]+)/.exec(input.path) ?? [];
  const known = kindsByPlural[plural ?? ''];
  const spec = input.definition?.spec as
    | { names: { kind: string }; versions: { schema: { openAPIV3Schema: Schema } }[] }
    | undefined;
  const common = {
    group: group ?? '',
    version: version ?? '',
    plural: plural ?? '',
    convert: async (objects: Json[]) => objects,
  };
  if (spec) {
    const schema = spec.versions[0]?.schema.openAPIV3Schema;
    return { ...common, kind: spec.names.kind, schema, isCustom: true, hasStatus: false } as unknown as Kind;
  }
  const schema = builtIn.get(known?.definition ?? '');
  return {
    ...common,
    kind: known?.kind,
    schema,
    isCustom: false,
    hasStatus: Object.hasOwn(schema?.properties ?? {}, 'status'),
  } as unknown as Kind;
}
