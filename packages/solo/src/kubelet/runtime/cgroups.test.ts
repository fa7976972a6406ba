// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { killCgroup, limitFiles, removeCgroup } from './cgroups.ts';

const resources = {
  cpu: { shares: 1024, quota: 50_000, period: 100_000 },
  memory: { limit: 1000, swap: 1000 },
  pids: { limit: 9 },
};

describe('a pod’s cgroup', () => {
  it('has its limits in either version’s files', () => {
    assert.deepEqual(limitFiles(resources, true), [
      ['cpu', 'cpu.weight', '39'],
      ['cpu', 'cpu.max', '50000 100000'],
      ['memory', 'memory.max', '1000'],
      ['pids', 'pids.max', '9'],
    ]);
    assert.deepEqual(limitFiles(resources, false), [
      ['cpu', 'cpu.shares', '1024'],
      ['cpu', 'cpu.cfs_period_us', '100000'],
      ['cpu', 'cpu.cfs_quota_us', '50000'],
      ['memory', 'memory.limit_in_bytes', '1000'],
      ['pids', 'pids.max', '9'],
    ]);
    assert.deepEqual(limitFiles({}, true), []);
  });

  it('is never the machine’s own', async () => {
    for (const path of ['', '/', '//']) {
      await assert.rejects(killCgroup(path), /the machine itself/);
      await assert.rejects(removeCgroup(path), /the machine itself/);
    }
  });
});
