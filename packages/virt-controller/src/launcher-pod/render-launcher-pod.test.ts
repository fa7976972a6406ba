// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeVirtConfiguration, VirtualMachineInstance } from '@kubevirt-ts/api';
import type { PersistentVolumeClaim } from '@kubevirt-ts/kube';
import { clusterConfig } from '@kubevirt-ts/rules/config';
import { goldenCases, kubevirt, pod } from '@kubevirt-ts/testkit';
import { stringify } from 'yaml';
import { computeOutcome } from './compute-outcome.ts';
import { vmiId } from './launcher-metadata.ts';
import { parseServerVersion } from './launcher-pod-input.ts';
import { renderLauncherPod } from './render-launcher-pod.ts';

interface Case {
  vmi: VirtualMachineInstance;
  configuration?: KubeVirtConfiguration;
  server?: { major: string; minor: string };
  claims?: PersistentVolumeClaim[];
}

goldenCases<Case>(new URL('./golden/', import.meta.url), 'yaml', ({ vmi, configuration, server, claims }) =>
  stringify(
    renderLauncherPod({
      vmi,
      config: clusterConfig(kubevirt({ spec: { configuration } })),
      launcherImage: 'registry.example/kubevirt:v1',
      serverVersion: parseServerVersion(server ?? { major: '1', minor: '30+' }),
      claims: new Map((claims ?? []).map((claim) => [claim.metadata?.name ?? '', claim])),
    }),
    { lineWidth: 0 },
  ),
);

test('a name that is too long for a label is cut and stays unique', () => {
  assert.equal(vmiId('short'), 'short');
  assert.equal(vmiId('x'.repeat(100)).length, 63);
  assert.notEqual(vmiId(`${'x'.repeat(80)}a`), vmiId(`${'x'.repeat(80)}b`));
});

const ended = (message: string | undefined, exitCode: number) =>
  computeOutcome(
    pod({
      status: { containerStatuses: [{ name: 'compute', state: { terminated: { exitCode, message } } }] } as never,
    }),
  );

test('how compute ended is told by its termination message', () => {
  assert.equal(computeOutcome(pod({})), undefined);
  assert.deepEqual(ended('guest-shutdown', 0), { exitCode: 0, guestShutdown: true, message: 'guest-shutdown' });
  assert.deepEqual(ended('No room.\n', 1), { exitCode: 1, guestShutdown: false, message: 'No room.' });
  assert.deepEqual(ended(undefined, 137), { exitCode: 137, guestShutdown: false, message: 'exit code 137' });
});
