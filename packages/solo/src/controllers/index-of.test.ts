// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resources } from '@kubevirt-ts/kube';
import { eventually, pod } from '@kubevirt-ts/testkit';
import { ControllerWorld } from '../../test/controller-world.ts';
import { byNamespace, byNode, indexOf } from './index-of.ts';

test('an index follows its cache, and there is one for each function', async () => {
  await using it = new ControllerWorld([pod({ spec: { nodeName: 'a' } })]);
  const cache = it.context.cache(resources.pods);
  const index = indexOf(cache, byNode);
  assert.equal(indexOf(cache, byNode), index);
  assert.notEqual(indexOf(cache, byNamespace), index);
  await eventually(() => index.by('a').length === 1);
  it.client.put(pod({ spec: { nodeName: 'b' } }));
  await eventually(() => index.by('b').length === 1);
  assert.equal(index.by('a').length, 0);
  await it.client.delete(resources.pods, { namespace: 'default', name: 'testpod' });
  await eventually(() => index.by('b').length === 0);
});
