// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { schemas } from '../../../../test/built-in-kinds.ts';
import type { Schema } from '../../schema.ts';
import { normalise } from './decode.ts';
import { typeMismatch } from './mismatch.ts';
import { dropUnknownFields } from './unknown-fields.ts';

function schemaOf(name: string): Schema {
  const found = schemas.get(`io.k8s.api.${name}`);
  assert.ok(found, name);
  return found;
}

function normalised(name: string, object: Record<string, unknown>): Record<string, unknown> {
  const copy = structuredClone(object);
  normalise(schemaOf(name), copy);
  return copy;
}

describe('an object read and written as Kubernetes does', () => {
  it('loses what is empty, and unknown', () => {
    const sent = { name: 'c', image: '', command: [], tty: false, stdin: true, foo: 1, env: null, lifecycle: {} };
    assert.deepEqual(normalised('core.v1.Container', sent), { name: 'c', stdin: true, lifecycle: {}, resources: {} });
  });

  it('keeps the zero that somebody asked for where Kubernetes tells it from nothing', () => {
    const context = { runAsUser: 0, privileged: false };
    assert.deepEqual(normalised('core.v1.SecurityContext', context), context);
    const probe = { httpGet: { port: 0, path: '' }, failureThreshold: 0 };
    assert.deepEqual(normalised('core.v1.Probe', probe), { httpGet: { port: 0 } });
  });

  it('has its times in whole seconds of UTC, and its quantities as they are written', () => {
    const container = { name: 'c', resources: { requests: { cpu: 0.5, memory: '1024Mi' } } };
    assert.deepEqual(normalised('core.v1.Container', container).resources, {
      requests: { cpu: '500m', memory: '1Gi' },
    });
    const condition = { type: 'Ready', status: 'True', lastTransitionTime: '2026-01-02T04:04:05.7+01:00' };
    assert.equal(normalised('core.v1.PodCondition', condition).lastTransitionTime, '2026-01-02T03:04:05Z');
    const lease = { renewTime: '2026-01-02T03:04:05.123456Z' };
    assert.deepEqual(normalised('coordination.v1.LeaseSpec', lease), lease);
  });

  it('has each item of a list, if only as nothing', () => {
    assert.deepEqual(normalised('core.v1.PodSpec', { containers: [null] }).containers, [{ name: '', resources: {} }]);
  });

  it('has what Kubernetes always writes', () => {
    assert.deepEqual(normalised('core.v1.PodSpec', {}), { containers: null });
    assert.deepEqual(normalised('rbac.v1.Role', { metadata: { name: 'r' } }).rules, null);
  });

  it('keeps any value where any value may be', () => {
    const revision = { data: { a: '', b: null, c: [] }, revision: 1 };
    assert.deepEqual(normalised('apps.v1.ControllerRevision', revision), { ...revision, metadata: {} });
  });

  it('is as it was after the first time', () => {
    const sent = { containers: [{ name: 'c', resources: { limits: { cpu: '1000m' } } }], hostNetwork: false };
    const once = normalised('core.v1.PodSpec', sent);
    assert.deepEqual(normalised('core.v1.PodSpec', once), once);
  });
});

describe('unknown fields', () => {
  it('are dropped and named by their paths', () => {
    const pod = {
      metadata: { name: 'p', nmae: 1 },
      spec: {
        containers: [{ name: 'a' }, { name: 'b', imag: 'x', ports: [{ foo: 1 }] }],
        nodeSelector: { any: 'key' },
      },
      sepc: {},
    };
    assert.deepEqual(dropUnknownFields(schemaOf('core.v1.Pod'), pod), [
      'metadata.nmae',
      'spec.containers[1].imag',
      'spec.containers[1].ports[0].foo',
      'sepc',
    ]);
    assert.deepEqual(pod.spec.containers[1], { name: 'b', ports: [{}] });
  });

  it('are not in what may be anything', () => {
    const definition = {
      spec: { versions: [{ schema: { openAPIV3Schema: { properties: { a: { default: { q: 1 } } } } } }] },
    };
    const crd = schemas.get('io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition') ?? {};
    assert.deepEqual(dropUnknownFields(crd, definition), []);
  });
});

const misfits: readonly (readonly [string, object, string])[] = [
  [
    'text for a flag',
    { spec: { hostNetwork: 'yes' } },
    'cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool',
  ],
  [
    'text for a list',
    { spec: { containers: 'x' } },
    'cannot unmarshal string into Go struct field PodSpec.spec.containers of type []v1.Container',
  ],
  [
    'a number for a name',
    { spec: { containers: [{ name: 1 }] } },
    'cannot unmarshal number into Go struct field Container.spec.containers.name of type string',
  ],
  [
    'a number for a label',
    { metadata: { labels: { a: 1 } } },
    'cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string',
  ],
  [
    'half a second',
    { spec: { terminationGracePeriodSeconds: 1.5 } },
    'cannot unmarshal number 1.5 into Go struct field PodSpec.spec.terminationGracePeriodSeconds of type int64',
  ],
  [
    'no quantity',
    { spec: { containers: [{ resources: { limits: { cpu: 'abc' } } }] } },
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  ],
  [
    'no time',
    { metadata: { creationTimestamp: 'x' } },
    'parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"',
  ],
];

for (const [name, pod, sentence] of misfits) {
  test(`a misfit: ${name}`, () => assert.equal(typeMismatch(schemaOf('core.v1.Pod'), pod), sentence));
}

test('null and numbers or text for a port fit', () => {
  const probe = (port: unknown) => ({
    spec: { containers: [{ livenessProbe: { httpGet: { port } } }], volumes: null },
  });
  for (const port of [80, 'http', null]) assert.equal(typeMismatch(schemaOf('core.v1.Pod'), probe(port)), undefined);
  assert.match(typeMismatch(schemaOf('core.v1.Pod'), probe(true)) ?? '', /^cannot unmarshal bool .* of type int32$/);
});

test('what is not base64 does not fit a secret', () => {
  const secret = (a: string) => typeMismatch(schemaOf('core.v1.Secret'), { data: { a } });
  assert.deepEqual(
    [secret('AAEC'), secret('A*=='), secret('AAE')],
    [undefined, 'illegal base64 data at input byte 1', 'illegal base64 data at input byte 0'],
  );
});
