// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { VirtualMachine, VirtualMachineInstance } from '@kubevirt-ts/api';
import { type Client, isConflict, type WriteOptions } from '@kubevirt-ts/kube';
import { kinds } from '../kinds.ts';
import type { Call, Reply } from './call.ts';
import {
  type Change,
  type Decision,
  decideRestart,
  decideStart,
  decideStop,
  isFinal,
  type Situation,
} from './state-changes.ts';
import { badRequest, conflict, notFound } from './status.ts';

/** How often a VM that changed under our hands is looked at again. */
const attempts = 5;
const accepted: Reply = { code: 202 };

const situationOf = async (client: Client, { target }: Call): Promise<Situation> => {
  const vm = await client.find(kinds.vms, target);
  if (!vm) throw notFound('virtualmachine', target.name);
  return { vm, vmi: await client.find(kinds.vmis, target) };
};

const write = async (client: Client, vm: VirtualMachine, change: Change, dryRun: boolean): Promise<void> => {
  const { namespace, name = '', resourceVersion } = vm.metadata ?? {};
  const options: WriteOptions = { dryRun, ...('status' in change && { subresource: 'status' }) };
  const body = { metadata: { resourceVersion }, ...change };
  await client.patch(kinds.vms, { namespace, name }, { type: 'merge', body }, options);
};

/**
 * Decides and writes; whoever changed the VM meanwhile makes it decide again on what is there now.
 * @upstream 409 when that does not end
 */
const apply = async (
  call: Call,
  decide: (situation: Situation) => Decision,
  prepare: (situation: Situation) => Promise<void> = async () => undefined,
): Promise<Reply> => {
  const { client, target, options } = call;
  for (let attempt = 1; ; attempt++) {
    const situation = await situationOf(client, call);
    const decision = decide(situation);
    if ('refused' in decision) throw decision.refused;
    await prepare(situation);
    try {
      await write(client, situation.vm, decision.change, isDryRun(options));
      return accepted;
    } catch (error) {
      if (!isConflict(error)) throw error;
      if (attempt === attempts) throw conflict('virtualmachine', target.name, 'the VM is being changed all the time');
    }
  }
};

/** Whether a call is only to be tried. */
export const isDryRun = ({ dryRun }: Call['options']): boolean => Array.isArray(dryRun) && dryRun.includes('All');

const seconds = (value: unknown, field: string): number | undefined => {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw badRequest(`${field} has to be a whole number`);
  return value;
};

/** Gives a live VMI another grace period, so that its pod ends as soon as was asked. */
const setGracePeriod = async (call: Call, vmi: VirtualMachineInstance | undefined, value: number): Promise<void> => {
  if (!vmi || isFinal(vmi)) return;
  const body = { spec: { terminationGracePeriodSeconds: value } };
  await call.client.patch(kinds.vmis, call.target, { type: 'merge', body }, { dryRun: isDryRun(call.options) });
};

/** Starts a VM. */
export const start = (call: Call): Promise<Reply> =>
  apply(call, (situation) => decideStart(situation, { paused: call.options.paused === true }));

/** Stops a VM, sooner than it was to when a grace period is given. */
export const stop = (call: Call): Promise<Reply> => {
  const gracePeriod = seconds(call.options.gracePeriod, 'gracePeriod');
  return apply(
    call,
    (situation) => decideStop(situation, { gracePeriod }),
    async ({ vmi }) => {
      if (gracePeriod !== undefined) await setGracePeriod(call, vmi, gracePeriod);
    },
  );
};

/**
 * Restarts a VM, at once when the grace period is 0.
 * @differs should the request fail after the grace period was shortened, that is not undone: the VMI was to end anyway
 */
export const restart = (call: Call): Promise<Reply> => {
  const gracePeriod = seconds(call.options.gracePeriodSeconds, 'gracePeriodSeconds');
  if (gracePeriod !== undefined && gracePeriod > 0)
    throw badRequest('For force restart, only gracePeriod=0 is supported for now');
  if (gracePeriod !== undefined && gracePeriod < 0) throw badRequest('gracePeriod has to be greater or equal to 0');
  return apply(call, decideRestart, async ({ vmi }) => {
    if (gracePeriod === 0) await setGracePeriod(call, vmi, 1);
  });
};
