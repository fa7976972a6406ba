// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { closure, parseDependencies } from './parts.ts';

const dependencies =
  parseDependencies(`kernel/drivers/net/virtio_net.ko.xz: kernel/net/core/failover.ko.xz kernel/drivers/net/net_failover.ko.xz
kernel/net/core/failover.ko.xz:
kernel/drivers/char/hw_random/virtio-rng.ko.xz:
`);

describe("the guest's kernel modules", () => {
  it('come with what they need', () => {
    assert.deepEqual(closure(dependencies, 'virtio_net'), [
      'kernel/drivers/net/virtio_net.ko.xz',
      'kernel/net/core/failover.ko.xz',
      'kernel/drivers/net/net_failover.ko.xz',
    ]);
  });

  it('are found by either spelling of their names', () => {
    assert.deepEqual(closure(dependencies, 'virtio_rng'), ['kernel/drivers/char/hw_random/virtio-rng.ko.xz']);
  });

  it('must exist', () => {
    assert.throws(() => closure(dependencies, 'virtio'), /no module virtio/);
  });
});
