// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import { goldenCases } from '@kubevirt-ts/testkit';
import { qemuOptions } from './command-line/index.ts';
import type { LauncherConfig } from './launcher-config.ts';
import { passtCommand } from './passt.ts';
import { type DiskFacts, type HostFacts, planMachine } from './plan/index.ts';
import { volumeSteps } from './volumes/index.ts';

interface Case {
  vmi: VirtualMachineInstance;
  facts?: {
    config?: Partial<LauncherConfig>;
    disks?: Record<string, Partial<DiskFacts>>;
    now?: string;
    qemuVersion?: readonly [number, number];
  };
}

const config: LauncherConfig = {
  accelerator: 'tcg',
  smbios: { manufacturer: 'KubeVirt', product: 'None', family: 'KubeVirt', version: '', sku: '' },
  freePageReporting: true,
  serialLog: true,
  claims: {},
  minimumReserveBytes: 131072,
};

const plainDisk: DiskFacts = {
  path: '/disk',
  format: 'raw',
  device: 'file',
  directIo: true,
  preallocated: false,
  readOnly: false,
};

function factsOf({ facts }: Case): HostFacts {
  const disks = Object.entries(facts?.disks ?? {}).map(([name, disk]) => [name, { ...plainDisk, ...disk }] as const);
  return {
    config: { ...config, ...facts?.config },
    disks: Object.fromEntries(disks),
    qemuVersion: facts?.qemuVersion ?? [10, 0],
    now: facts?.now ?? '2026-01-02T03:04:05Z',
  };
}

goldenCases<Case>(new URL('../golden/', import.meta.url), 'txt', (input) => {
  const facts = factsOf(input);
  const result = planMachine(input.vmi, facts);
  if ('refusals' in result)
    return `${result.refusals.map((r) => `${r.field}: ${r.message} (${r.reason})`).join('\n')}\n`;
  const volumes = volumeSteps(input.vmi, facts.config.claims).map((step) => `volume ${JSON.stringify(step)}`);
  const passt = passtCommand(input.vmi, { mtuBytes: 1500, maxOpenFiles: 2 ** 20, firstPort: 1, namesGuest: true });
  return [
    ...volumes,
    ...(passt === undefined ? [] : [[passt.program, ...passt.arguments].join(' ')]),
    ...qemuOptions(result.plan).map((option) => option.join(' ')),
    '',
  ].join('\n');
});
