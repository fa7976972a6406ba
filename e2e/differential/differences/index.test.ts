// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differences } from '../normal-form.ts';
import { allowed, upgraded } from './index.ts';

function message(text: string): unknown {
  const answer = upgraded({ status: 422, body: { kind: 'Status', message: text } }, 'POST /x') as {
    body: { message: string };
  };
  return answer.body.message;
}

test('values in Go syntax are values in JSON', () => {
  assert.equal(
    message('labels: Invalid value: map[string]string{"a":"b, c"}: no match, x: Invalid value: []string(nil): none'),
    'labels: Invalid value: {"a":"b, c"}: no match, x: Invalid value: null: none',
  );
  assert.equal(
    message(
      'Invalid value: v1.LabelSelector{MatchLabels:map[string]string{"a":"b"}, MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: no',
    ),
    'Invalid value: {"matchLabels":{"a":"b"}}: no',
  );
  assert.equal(
    message('Invalid value: rbac.RoleRef{APIGroup:"g", Kind:"Role", Name:""}: no'),
    'Invalid value: {"APIGroup":"g","Kind":"Role","Name":""}: no',
  );
  assert.equal(message('Invalid value: intstr.IntOrString{Type:0, IntVal:3, StrVal:""}: no'), 'Invalid value: 3: no');
  assert.equal(message('Duplicate value: map[string]interface {}{"key":"a"}'), 'Duplicate value: {"key":"a"}');
  assert.equal(message('Invalid value: "map[a:b]": no'), 'Invalid value: "map[a:b]": no');
});

test('a namespace is expected with its label and who owns it', () => {
  const fieldsV1 = { 'f:status': { 'f:phase': {} } };
  const body = { kind: 'Namespace', metadata: { name: 'a', creationTimestamp: null, managedFields: [{ fieldsV1 }] } };
  const labels = { 'kubernetes.io/metadata.name': 'a' };
  const owned = { 'f:metadata': { 'f:labels': { '.': {}, 'f:kubernetes.io/metadata.name': {} } } };
  const now = { kind: 'Namespace', metadata: { name: 'a', labels, managedFields: [{ fieldsV1: owned }] } };
  assert.deepEqual(upgraded({ status: 201, body }, 'POST /api/v1/namespaces'), { status: 201, body: now });
});

test('a status code is changed only with the message that it is excused by', () => {
  const answer = (text: string) => ({ status: 500, body: { kind: 'Status', code: 500, message: text } });
  const of = (text: string) => (upgraded(answer(text), 'PATCH /x') as { status: number }).status;
  assert.equal(of('Invalid JSON Patch'), 400);
  assert.equal(of('boom'), 500);
});

test('what is expected but cannot be foretold has to be there', () => {
  const reference = upgraded({ status: 200, body: { status: 'Success' } }, 'DELETE /api/v1/namespaces/a/services/s');
  const service = { apiVersion: 'v1', kind: 'Service', metadata: {}, spec: {}, status: { loadBalancer: {} } };
  assert.deepEqual(differences(reference, { status: 200, body: service }), []);
  const { spec: _, ...less } = service;
  assert.deepEqual(differences(reference, { status: 200, body: less }), ['body.spec: "<any>" ≠ absent']);
});

test('every difference has a name of its own and a reason', () => {
  assert.equal(new Set(allowed.map(({ name }) => name)).size, allowed.length);
  for (const { name, reason } of allowed) assert.match(reason, /\b1\.\d\d\b|solo/, name);
});
