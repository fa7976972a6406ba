// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differences, normalForm } from './normal-form.ts';

const plain = { namespace: 'differential-1', withControllers: false };

test('what changes from run to run is replaced by what it is', () => {
  const object = {
    metadata: {
      uid: '0f5a1c3e-0000-4000-8000-000000000000',
      name: 'gen-x7x7x',
      generateName: 'gen-',
      namespace: 'differential-1',
      creationTimestamp: '2026-01-01T00:00:00Z',
      selfLink: '/x',
    },
    message: 'at 2026-01-01T00:00:00Z of differential-1, current: 17',
    host: '10.96.3.4',
  };
  assert.deepEqual(normalForm(object, plain), {
    host: '<service-ip>',
    message: 'at <time> of <ns>, current: <revision>',
    metadata: {
      creationTimestamp: '<creationTimestamp>',
      generateName: 'gen-',
      name: 'gen-<suffix>',
      namespace: '<ns>',
      uid: '<uid>',
    },
  });
});

test('an absent time and a null one are told apart', () => {
  const [one, other] = [{ metadata: { creationTimestamp: null } }, { metadata: {} }].map((each) =>
    normalForm(each, plain),
  );
  assert.deepEqual(differences(one, other), ['metadata.creationTimestamp: null ≠ absent']);
});

test('causes are in one order, and the message is told by them', () => {
  const told = (fields: string[]) => ({
    reason: 'Invalid',
    message: `X is invalid: [${fields.map((field) => `${field}: bad`).join(', ')}]`,
    details: { causes: fields.map((field) => ({ field, message: 'bad' })) },
  });
  assert.deepEqual(normalForm(told(['b', 'a']), plain), normalForm(told(['a', 'b']), plain));
  const wrong = { ...told(['a', 'b']), message: 'X is invalid: [a: bad]' };
  assert.equal(differences(normalForm(told(['a', 'b']), plain), normalForm(wrong, plain)).length, 1);
});

test('with controllers at work their part is left out, and only that', () => {
  const object = {
    kind: 'Deployment',
    spec: { replicas: 1 },
    status: { replicas: 1 },
    metadata: { managedFields: [{ manager: 'kube-controller-manager' }, { manager: 'me' }] },
  };
  assert.deepEqual(normalForm(object, { ...plain, withControllers: true }), {
    kind: 'Deployment',
    spec: { replicas: 1 },
    metadata: { managedFields: [{ manager: 'me' }] },
  });
  const failure = { kind: 'Status', status: 'Failure' };
  assert.deepEqual(normalForm(failure, { ...plain, withControllers: true }), failure);
});

test('ages in cells of a table are ages', () => {
  const table = { rows: [{ cells: ['a', '5m3s', '<unknown>'] }] };
  assert.deepEqual(normalForm(table, plain), { rows: [{ cells: ['a', '<age>', '<age>'] }] });
});
