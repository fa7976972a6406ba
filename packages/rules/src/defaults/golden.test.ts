// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import assert from 'node:assert/strict';
import type { KubeVirt, VirtualMachine, VirtualMachineInstance, VirtualMachineInstancePreset } from '@kubevirt-ts/api';
import { goldenCases } from '@kubevirt-ts/testkit';
import { clusterConfig } from '../config/index.ts';
import { withPresets } from './presets.ts';
import { withVmDefaults } from './virtual-machine.ts';
import { withVmiDefaults } from './virtual-machine-instance.ts';

interface Case {
  configuration?: NonNullable<KubeVirt['spec']>['configuration'];
  presets?: VirtualMachineInstancePreset[];
  object: { kind: string };
}

const uuid = '5d307ca9-b3ef-428c-8861-06e72d69f223';
const serial = 'e4686d2c-6e8d-4335-b8fd-81bee22f4815';

goldenCases<Case>(new URL('../../golden/defaults/', import.meta.url), 'json', ({ configuration, presets, object }) => {
  const config = clusterConfig({ spec: { configuration } });
  const complete = (given: Case['object']): object => {
    if (given.kind === 'VirtualMachine')
      return withVmDefaults(given as VirtualMachine, { config, operation: 'CREATE', uuid, serial });
    const outcome = withPresets(given as VirtualMachineInstance, presets ?? []);
    if ('conflict' in outcome) return outcome;
    return withVmiDefaults(outcome.vmi, { config, uuid, now: new Date('2026-01-02T03:04:05Z') });
  };
  const once = complete(object);
  if (!('conflict' in once))
    assert.deepEqual(complete(structuredClone(once) as Case['object']), once, 'not idempotent');
  return `${JSON.stringify(once, null, 2)}\n`;
});
