// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { progressOf, type StepName, type StepState, stepsOf } from './order.ts';
import type { Direction } from './version.ts';

interface Case {
  what: string;
  way: Direction;
  /** Steps that are not done; all others are. */
  open: Partial<Record<StepName, StepState>>;
  perform: readonly StepName[];
  at?: StepName;
  waitingFor?: string;
}

const nothing: StepState = { writes: 0 };
const waits = (waitingFor: string): StepState => ({ writes: 0, waitingFor });
const writes: StepState = { writes: 1 };

const cases: readonly Case[] = [
  { what: 'everything done', way: 'install', open: {}, perform: [] },
  {
    what: 'an empty cluster: the steps up to the first that others must wait for',
    way: 'install',
    open: { 'new-kinds-refused': writes, definitions: writes, permissions: writes },
    perform: ['new-kinds-refused'],
    at: 'new-kinds-refused',
  },
  {
    what: 'steps that do not depend on each other go together',
    way: 'install',
    open: { definitions: writes, permissions: writes, certificates: writes, network: writes },
    perform: ['definitions', 'permissions', 'certificates'],
    at: 'definitions',
  },
  {
    what: 'no program is started before its kinds are served',
    way: 'install',
    open: { admission: writes, 'definitions-served': waits('a kind'), 'virt-api': writes },
    perform: ['admission'],
    at: 'admission',
    waitingFor: 'a kind',
  },
  {
    what: 'install: nothing but virt-api until it is ready',
    way: 'install',
    open: { 'virt-api': waits('virt-api'), 'virt-controller': writes, 'virt-handler': writes },
    perform: [],
    at: 'virt-api',
    waitingFor: 'virt-api',
  },
  {
    what: 'install: the controller and the node agent together once virt-api is ready',
    way: 'install',
    open: { 'virt-controller': writes, 'virt-handler': writes },
    perform: ['virt-controller', 'virt-handler'],
    at: 'virt-controller',
  },
  {
    what: 'update: the controller waits for the node agent on every node',
    way: 'update',
    open: { 'virt-handler': waits('node02'), 'virt-controller': writes, 'virt-api': writes },
    perform: [],
    at: 'virt-handler',
    waitingFor: 'node02',
  },
  {
    what: 'update: virt-api waits for the controller',
    way: 'update',
    open: { 'virt-controller': waits('a pod'), 'virt-api': writes },
    perform: [],
    at: 'virt-controller',
    waitingFor: 'a pod',
  },
  {
    what: 'going back: virt-api first',
    way: 'back',
    open: { 'virt-api': writes, 'virt-controller': writes, 'virt-handler': writes },
    perform: ['virt-api'],
    at: 'virt-api',
  },
  {
    what: 'nothing is cleaned up while old pods run',
    way: 'update',
    open: { 'permissions-trimmed': waits('the old pod'), 'clean-up': writes },
    perform: [],
    at: 'permissions-trimmed',
    waitingFor: 'the old pod',
  },
  {
    what: 'drift in an early step is put right although a later one waits',
    way: 'update',
    open: { network: writes, 'virt-handler': waits('node02') },
    perform: ['network'],
    at: 'network',
    waitingFor: 'node02',
  },
];

for (const { what, way, open, perform, at, waitingFor } of cases) {
  test(`steps: ${what}`, () => {
    const progress = progressOf(stepsOf(way), (name) => open[name] ?? nothing);
    assert.deepEqual(progress.perform, perform);
    assert.equal(progress.at, at);
    assert.equal(progress.waitingFor, waitingFor);
    if (at === undefined) assert.equal(progress.done, progress.total);
    else assert.equal(stepsOf(way)[progress.done]?.name, at);
  });
}
