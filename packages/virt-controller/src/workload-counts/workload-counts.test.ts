// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, kubevirt, node, vm } from '@kubevirt-ts/testkit';
import { TryWorld } from '../../test/try-world.ts';
import { kinds } from '../kinds.ts';

test('a VMI in a pod of an older launcher is counted and labelled; its pod is left alone', async () => {
  await using world = new TryWorld(node(), vm());
  const running = await world.boot();
  const pod = world.pods()[0];
  world.client.put({ ...running, status: { ...running.status, launcherContainerImageVersion: 'kubevirt:v0' } });
  await eventually(() => world.vmi()?.metadata?.labels?.['kubevirt.io/outdatedLauncherImage'] === '', 'the label');
  world.client.put(kubevirt());
  await eventually(() => world.client.all(kinds.kubevirts)[0]?.status?.outdatedVirtualMachineInstanceWorkloads === 1);
  assert.equal(world.pods()[0]?.metadata?.resourceVersion, pod?.metadata?.resourceVersion);
});
