// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ociResources } from './limits.ts';

const all = new Set(['cpu', 'memory', 'pids']);

describe('limits', () => {
  it('are none but the least weight when nothing is said', () => {
    assert.deepEqual(ociResources({}, all), { cpu: { shares: 2 } });
  });

  it('are weights, quotas and bytes', () => {
    const limits = { cpuRequestMillis: 1500, cpuLimitMillis: 2000, memoryLimitBytes: 1 << 20, pidsLimit: 10 };
    assert.deepEqual(ociResources(limits, all), {
      cpu: { shares: 1536, quota: 200_000, period: 100_000 },
      memory: { limit: 1 << 20, swap: 1 << 20 },
      pids: { limit: 10 },
    });
  });

  it('are never less than the kernel takes', () => {
    assert.deepEqual(ociResources({ cpuRequestMillis: 1, cpuLimitMillis: 1 }, all).cpu, {
      shares: 2,
      quota: 1000,
      period: 100_000,
    });
  });

  it('are left to what the machine offers', () => {
    const limits = { cpuLimitMillis: 100, memoryLimitBytes: 1 << 20, pidsLimit: 10 };
    assert.deepEqual(ociResources(limits, new Set(['pids'])), { pids: { limit: 10 } });
  });
});
