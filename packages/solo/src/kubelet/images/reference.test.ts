// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isImageId, parseReference, referenceText } from './reference.ts';

const digest = `sha256:${'a'.repeat(64)}`;

describe('a reference', () => {
  const complete = {
    busybox: 'docker.io/library/busybox:latest',
    'docker.io/busybox': 'docker.io/library/busybox:latest',
    'index.docker.io/library/busybox:1': 'docker.io/library/busybox:1',
    'team/app': 'docker.io/team/app:latest',
    'quay.io/team/app:v1': 'quay.io/team/app:v1',
    'localhost/app:1': 'localhost/app:1',
    'localhost:5000/a/b/c': 'localhost:5000/a/b/c:latest',
    [`app@${digest}`]: `docker.io/library/app@${digest}`,
    [`quay.io/app:1@${digest}`]: `quay.io/app@${digest}`,
  };
  for (const [text, expected] of Object.entries(complete))
    it(`${text} is complete as ${expected}`, () => {
      const parsed = parseReference(text);
      assert.equal(parsed && referenceText(parsed), expected);
    });

  for (const text of [
    '',
    'Busybox',
    'a//b',
    'team/App',
    ':tag',
    'a:',
    'a b',
    `a@sha256:12`,
    '-a',
    `quay.io/${'a'.repeat(256)}`,
  ])
    it(`is not ${JSON.stringify(text.slice(0, 20))}`, () => assert.equal(parseReference(text), undefined));

  it('is no id', () => {
    assert.equal(isImageId(digest), true);
    assert.equal(isImageId('a'.repeat(64)), true);
    assert.equal(isImageId('app'), false);
  });
});
