// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bindMount, inMountOrder } from './mounts.ts';

describe('mounts', () => {
  it('are as private, slave or shared as asked', () => {
    const options = (propagation?: 'None' | 'HostToContainer' | 'Bidirectional') =>
      bindMount({ target: '/t', readOnly: propagation === undefined, propagation }, '/s').options?.join();
    assert.equal(options(), 'rbind,rprivate,ro');
    assert.equal(options('None'), 'rbind,rprivate,rw');
    assert.equal(options('HostToContainer'), 'rbind,rslave,rw');
    assert.equal(options('Bidirectional'), 'rbind,rshared,rw');
  });

  it('are made from the top down, otherwise as named', () => {
    const named = ['/a/b/c', '/z', '/a', '/a/b/', '/y'].map((destination) => ({ destination }));
    assert.deepEqual(
      inMountOrder(named).map(({ destination }) => destination),
      ['/z', '/a', '/y', '/a/b/', '/a/b/c'],
    );
  });
});
