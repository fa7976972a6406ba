// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firmwareUuid } from './firmware-uuid.ts';

const named = (name: string, uuid?: string): string =>
  firmwareUuid({ metadata: { name }, spec: { domain: { devices: {}, firmware: { uuid } } } });

test('a UUID that is given is kept', () => {
  assert.equal(named('a', '5D307CA9-B3EF-428C-8861-06E72D69F223'), '5d307ca9-b3ef-428c-8861-06e72d69f223');
});

test('without one it is a version 5 UUID of the name, the same every time', () => {
  assert.equal(named('a'), named('a'));
  assert.notEqual(named('a'), named('b'));
  assert.match(named('a'), /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
