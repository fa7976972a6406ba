// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Registry, requestMetrics } from './metrics.ts';

test('requests are counted by resource, whatever their path', async () => {
  const registry = new Registry();
  const observe = requestMetrics(registry);
  observe({ method: 'GET', path: '/api/v1/pods?limit=500' }, 200, 0.1);
  observe({ method: 'GET', path: '/api/v1/pods?watch=true' }, 200, 0.1);
  observe({ method: 'PATCH', path: '/apis/kubevirt.io/v1/namespaces/a/virtualmachines/b' }, 409, 0.1);
  observe({ method: 'GET', path: '/api/v1/namespaces/a' }, 0, 0.1);
  const text = await registry.metrics();
  for (const labels of [
    'code="200",method="GET",resource="pods",verb="GET"',
    'code="200",method="GET",resource="pods",verb="WATCH"',
    'code="409",method="PATCH",resource="virtualmachines",verb="PATCH"',
    'code="<error>",method="GET",resource="namespaces",verb="GET"',
  ]) {
    assert.ok(text.includes(`kubevirt_rest_client_requests_total{${labels}} 1`), labels);
  }
});
