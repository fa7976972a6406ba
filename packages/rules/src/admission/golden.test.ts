// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import assert from 'node:assert/strict';
import { type KubeVirt, VirtualMachine, VirtualMachineInstance } from '@kubevirt-ts/api';
import { goldenCases, vm, vmi } from '@kubevirt-ts/testkit';
import { clusterConfig } from '../config/index.ts';
import { withVmiDefaults } from '../defaults/index.ts';
import type { Answer } from './answer.ts';
import { judge } from './answer.ts';
import { shapeFaults } from './shape.ts';
import { admitVirtualMachine } from './virtual-machine.ts';
import { admitVmiCreate } from './virtual-machine-instance.ts';

/** A family of cases: each sets some fields of a VM or VMI that is fine otherwise. */
interface Family {
  kind: 'VirtualMachine' | 'VirtualMachineInstance';
  configuration?: NonNullable<KubeVirt['spec']>['configuration'];
  cases: Record<string, { set?: Record<string, unknown>; gates?: string[]; account?: 'ours' }>;
}

/** Sets a field by its path, `a.b[0].c`, making what is missing on the way; null takes it away. */
const put = (object: object, path: string, value: unknown): void => {
  const steps = path.match(/[^.[\]]+/g) ?? [];
  let at = object as Record<string, unknown>;
  for (const [index, step] of steps.slice(0, -1).entries()) {
    at[step] ??= /^\d+$/.test(steps[index + 1] ?? '') ? [] : {};
    at = at[step] as Record<string, unknown>;
  }
  const last = steps.at(-1) ?? '';
  if (value === null) delete at[last];
  else at[last] = value;
};

const valid = (kind: Family['kind']): VirtualMachine | VirtualMachineInstance =>
  structuredClone(kind === 'VirtualMachine' ? vm() : vmi());

const input = (configuration: Family['configuration'], gates: string[] = []) => {
  const developerConfiguration = { ...configuration?.developerConfiguration, featureGates: gates };
  return clusterConfig({ spec: { configuration: { ...configuration, developerConfiguration } } });
};

const answerTo = ({ kind, configuration }: Family, { set = {}, gates, account }: Family['cases'][string]): Answer => {
  const config = input(configuration, gates);
  const object = valid(kind);
  for (const [path, value] of Object.entries(set)) put(object, path, value);
  const isOurs = account === 'ours';
  const shape = shapeFaults(kind === 'VirtualMachine' ? VirtualMachine : VirtualMachineInstance, object);
  if (shape.length > 0) return judge(shape);
  if (kind === 'VirtualMachine')
    return admitVirtualMachine(
      { operation: 'CREATE', object: object as VirtualMachine, isOurs },
      { config, presets: [] },
    );
  const uuid = '00000000-0000-4000-8000-000000000000';
  const completed = withVmiDefaults(object as VirtualMachineInstance, { config, uuid, now: new Date(0) });
  return admitVmiCreate({ object: completed, isOurs }, config);
};

const print = (answer: Answer): string[] =>
  answer.allowed
    ? ['  allowed', ...(answer.warnings ?? []).map((warning) => `  warning: ${warning}`)]
    : (answer.causes ?? []).map(({ reason, field, message }) => `  ${field} (${reason})\n    ${message}`);

goldenCases<Family>(new URL('../../golden/admission/', import.meta.url), 'txt', (family) => {
  const names = Object.keys(family.cases);
  assert.ok(names.length > 0);
  return `${names.flatMap((name) => [name, ...print(answerTo(family, family.cases[name]!))]).join('\n')}\n`;
});
