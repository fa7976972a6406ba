// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { credentialsFor } from './credentials.ts';

const fitting = (repository: string, ...registries: string[]) =>
  credentialsFor(
    repository,
    registries.map((registry) => ({ registry, username: 'u', password: 'p' })),
  ).map(({ registry }) => registry);

describe('credentials', () => {
  it('are for a registry, by any of its names', () => {
    const hub = ['https://index.docker.io/v1/', 'docker.io', 'index.docker.io'];
    assert.deepEqual(fitting('docker.io/library/a', ...hub).length, 3);
    assert.deepEqual(fitting('quay.io/a', ...hub), []);
  });

  it('are for its paths, the most exact first', () => {
    assert.deepEqual(fitting('quay.io/team/app', 'quay.io', 'quay.io/other', 'quay.io/team'), [
      'quay.io/team',
      'quay.io',
    ]);
  });

  it('may be for many', () => {
    assert.deepEqual(fitting('eu.reg.example/app', '*.reg.example', '*.example', 'e?.reg.example'), [
      'e?.reg.example',
      '*.reg.example',
    ]);
    assert.deepEqual(fitting('reg.example:5000/app', 'reg.example', 'reg.example:5000'), ['reg.example:5000']);
  });
});
