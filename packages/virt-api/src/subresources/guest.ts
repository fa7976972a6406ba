// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import { kinds } from '../kinds.ts';
import type { Call, Reply } from './call.ts';
import { isDryRun } from './power.ts';
import { badRequest, CallError, conflict, forbidden, internal, notFound } from './status.ts';

/** What stands against a call, if something does. */
export type Obstacle = (vmi: VirtualMachineInstance) => CallError | undefined;

const kind = 'virtualmachineinstance';
const nameOf = (vmi: VirtualMachineInstance): string => vmi.metadata?.name ?? '';
const isRunning = (vmi: VirtualMachineInstance): boolean => vmi.status?.phase === 'Running';
const has = (vmi: VirtualMachineInstance, type: string): boolean =>
  vmi.status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;

const refuse = (vmi: VirtualMachineInstance, why: string): CallError => conflict(kind, nameOf(vmi), why);

/** The VMI a call is about, in a state in which the call makes sense. @throws CallError */
export const vmiFor = async ({ client, target }: Pick<Call, 'client' | 'target'>, obstacle: Obstacle) => {
  const vmi = await client.find(kinds.vmis, target);
  if (!vmi) throw notFound(kind, target.name);
  const against = obstacle(vmi);
  if (against) throw against;
  return vmi;
};

/** What stands against opening the console. */
export const consoleObstacle: Obstacle = (vmi) => {
  if (vmi.spec.domain.devices?.autoattachSerialConsole === false) return badRequest('No serial consoles are present.');
  if (vmi.status?.phase === 'Failed') return refuse(vmi, 'VMI is in failed status');
  return isRunning(vmi) ? undefined : badRequest('VMI is not running');
};

const stopped =
  (why: string): Obstacle =>
  (vmi) =>
    isRunning(vmi) ? undefined : refuse(vmi, why);

const pauseObstacle: Obstacle = (vmi) => {
  if (!isRunning(vmi)) return refuse(vmi, 'VM is not running');
  if (vmi.spec.livenessProbe && !vmi.spec.livenessProbe.guestAgentPing)
    return forbidden(kind, nameOf(vmi), 'Pausing VMIs with a non-GuestAgentPing LivenessProbe is not supported');
  return has(vmi, 'Paused') ? refuse(vmi, 'VMI is already paused') : undefined;
};

const unpauseObstacle: Obstacle = (vmi) => {
  if (!isRunning(vmi)) return refuse(vmi, 'VMI is not running');
  return has(vmi, 'Paused') ? undefined : refuse(vmi, 'VMI is not paused');
};

const softRebootObstacle: Obstacle = (vmi) => {
  if (!isRunning(vmi)) return refuse(vmi, 'VM is not running');
  if (has(vmi, 'Paused')) return refuse(vmi, 'VMI is paused');
  const acpi = vmi.spec.domain.features?.acpi?.enabled !== false;
  return has(vmi, 'AgentConnected') || acpi
    ? undefined
    : refuse(vmi, 'VMI neither have the agent connected nor the ACPI feature enabled');
};

const agentObstacle: Obstacle = (vmi) => {
  if (!isRunning(vmi)) return refuse(vmi, 'VMI is not running');
  return has(vmi, 'AgentConnected') ? undefined : refuse(vmi, 'VMI does not have guest agent connected');
};

/** A deed done to a running guest by virt-handler. */
const deed =
  (verb: string, obstacle: Obstacle) =>
  async (call: Call): Promise<Reply> => {
    const vmi = await vmiFor(call, obstacle);
    if (!isDryRun(call.options)) await call.handlers.ask(vmi, verb, 'PUT');
    return { code: 200 };
  };

/** A fact about a running guest, as virt-handler tells it. */
const fact =
  (verb: string) =>
  async (call: Call): Promise<Reply> => ({
    code: 200,
    body: await call.handlers.ask(await vmiFor(call, agentObstacle), verb, 'GET'),
  });

/** Stops the guest's processors. */
export const pause = deed('pause', pauseObstacle);

/** Lets a paused guest go on, unless a snapshot of it is being taken. */
export const unpause = async (call: Call): Promise<Reply> => {
  const vm = await call.client.find(kinds.vms, call.target);
  if (vm?.status?.snapshotInProgress) throw conflict('virtualmachine', call.target.name, 'VM snapshot is in progress');
  return deed('unpause', unpauseObstacle)(call);
};

/** Asks the guest to reboot. */
export const softReboot = deed('softreboot', softRebootObstacle);

/** Resets the guest as its reset button would. */
export const reset = async (call: Call): Promise<Reply> => {
  const vmi = await vmiFor(call, () => undefined);
  try {
    await call.handlers.ask(vmi, 'reset', 'PUT');
  } catch (error) {
    if (!(error instanceof CallError) || isRunning(vmi)) throw error;
    throw internal(`Failed to reset non-running VMI with phase ${vmi.status?.phase}: ${error.message}`);
  }
  return { code: 200 };
};

/** Holds the guest's writes to its file systems. */
export const freeze = deed('freeze', stopped('VM is not running'));

/** Lets the guest's writes go on. */
export const unfreeze = deed('unfreeze', stopped('VMI is not running'));

/** What the guest's agent says of the operating system. */
export const guestOsInfo = fact('guestosinfo');

/** Who is logged in to the guest. */
export const userList = fact('userlist');

/** The guest's file systems. */
export const filesystemList = fact('filesystemlist');
