// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  eventReasons,
  interfaceStates,
  type VirtualMachineInstance,
  type VirtualMachineInstanceStatus,
  vmiConditionReasons,
  vmiConditions,
  vmiPhases,
} from '@kubevirt-ts/api';
import { type Condition, isDeepEqual, removeCondition, setCondition, wireTime } from '@kubevirt-ts/kube';
import { cpuTopology } from '@kubevirt-ts/machine';
import { awaitsAgent, type MachineState } from '../machines/machine-state.ts';
import { interfaceStatus } from './interfaces.ts';
import { migratability } from './migratability.ts';
import { outcomeOf } from './outcome.ts';
import type { Announcement, Decision, MachineCommand, Notes, Situation } from './situation.ts';
import { volumeStatus } from './volumes.ts';

/** Run states in which the guest counts as running, though it may be paused. */
const live = new Set(['running', 'paused', 'io-error', 'suspended', 'internal-error', 'watchdog', 'debug']);
/** How long a VMI without a connected machine is left before its pod is looked at again. */
const lookMs = 2000;
const firstResumeMs = 10_000;
const lastResumeMs = 180_000;

const nothing = (notes: Notes, afterMs?: number): Decision => ({
  events: [],
  commands: [],
  notes,
  ...(afterMs === undefined ? {} : { afterMs }),
});

/** Decides what a VMI's status should say and what its QEMU should do; knows nothing but the situation. */
export function decide(situation: Situation): Decision {
  const { vmi, machine, pod, notes, now } = situation;
  const phase = vmi.status?.phase ?? vmiPhases.unset;
  if (phase === vmiPhases.succeeded || phase === vmiPhases.failed) {
    return { ...nothing(notes), commands: endsHere(machine) ? [{ execute: 'quit' }] : [] };
  }
  if (phase !== vmiPhases.scheduled && phase !== vmiPhases.running) return nothing(notes);

  const outcome = outcomeOf(vmi, machine, pod);
  if (outcome) {
    const conditions = [vmiConditions.paused, vmiConditions.agentConnected].reduce(
      (list, type) => removeCondition(list, type),
      (vmi.status?.conditions ?? []) as Condition[],
    );
    return {
      status: changes(vmi, { ...enter(vmi, outcome.phase, now), conditions }),
      events: outcome.events,
      commands: endsHere(machine) ? [{ execute: 'quit' }] : [],
      notes,
    };
  }
  if (!machine?.connected || machine.status === undefined) return nothing(notes, lookMs);
  const startsPaused = machine.status === 'prelaunch' && vmi.spec.startStrategy === 'Paused';
  if (!live.has(machine.status) && !startsPaused) return nothing(notes, lookMs);
  return run(situation, machine);
}

function endsHere(machine: MachineState | undefined): boolean {
  return machine?.connected === true && (machine.status === 'shutdown' || machine.status === 'guest-panicked');
}

function run(situation: Situation, machine: MachineState): Decision {
  const { vmi, pod, now, notes } = situation;
  const starts = vmi.status?.phase !== vmiPhases.running;
  const status = {
    ...(starts ? enter(vmi, vmiPhases.running, now) : {}),
    conditions: conditions(vmi, machine, now),
    // What an agent said before this virt-handler was there stands until it is asked again.
    ...(starts || !awaitsAgent(machine) ? { interfaces: interfaceStatus(vmi, machine, pod?.ips ?? []) } : {}),
    volumeStatus: volumeStatus(vmi),
    migrationMethod: migratability(vmi).method,
    currentCPUTopology: vmi.status?.currentCPUTopology ?? cpuTopology(vmi.spec.domain),
    ...(machine.machineType ? { machine: { type: machine.machineType } } : {}),
    ...(machine.agent ? { guestOSInfo: machine.agent.os, fsFreezeStatus: machine.agent.frozen ? 'frozen' : null } : {}),
  };
  const io = ioError(machine, notes, now);
  const links = linkCommands(vmi, notes);
  const announced = announceShutdown(vmi, notes);
  const started: Announcement[] = starts
    ? [
        { type: 'Normal', reason: eventReasons.created, message: 'VirtualMachineInstance defined.' },
        { type: 'Normal', reason: eventReasons.started, message: 'VirtualMachineInstance started.' },
      ]
    : [];
  return {
    status: changes(vmi, status),
    events: [...started, ...announced.events, ...io.events],
    commands: [...io.commands, ...links.commands],
    notes: { ...announced.notes, ...links.notes, ...io.notes },
    ...(io.afterMs === undefined ? {} : { afterMs: io.afterMs }),
  };
}

/** The phase and when it was entered. */
function enter({ status }: VirtualMachineInstance, phase: string, now: Date): Partial<VirtualMachineInstanceStatus> {
  const before = (status?.phaseTransitionTimestamps ?? []).filter((entry) => entry.phase !== phase);
  return { phase, phaseTransitionTimestamps: [...before, { phase, phaseTransitionTimestamp: wireTime(now) }] };
}

/** The fields that differ from the VMI's present status, or undefined when none does. */
function changes({ status }: VirtualMachineInstance, next: object): Record<string, unknown> | undefined {
  const present = (status ?? {}) as Record<string, unknown>;
  const changed = Object.entries(next).filter(([field, value]) => !isDeepEqual(present[field] ?? null, value));
  return changed.length > 0 ? Object.fromEntries(changed) : undefined;
}

function conditions(vmi: VirtualMachineInstance, machine: MachineState, now: Date): Condition[] {
  let list = (vmi.status?.conditions ?? []) as Condition[];
  for (const condition of migratability(vmi).conditions) list = setCondition(list, condition, now);
  const probed = { status: 'True', lastProbeTime: wireTime(now) };
  const paused = pausedBecause(machine);
  list = paused
    ? setCondition(list, { type: vmiConditions.paused, ...probed, ...paused }, now)
    : removeCondition(list, vmiConditions.paused);
  if (!paused && waitsForGuestOnly(vmi)) list = setCondition(list, { type: vmiConditions.ready, status: 'True' }, now);
  if (awaitsAgent(machine)) return list;
  return machine.agent
    ? setCondition(list, { type: vmiConditions.agentConnected, ...probed }, now)
    : removeCondition(list, vmiConditions.agentConnected);
}

/**
 * Whether virt-controller found everything ready but the guest: then the write that says it runs may say Ready too, which
 * saves one per VMI. From then on Ready is virt-controller's again.
 */
function waitsForGuestOnly({ spec, status }: VirtualMachineInstance): boolean {
  const ready = status?.conditions?.find(({ type }) => type === vmiConditions.ready);
  return ready?.reason === vmiConditionReasons.guestNotRunning && !spec.readinessProbe;
}

function pausedBecause({ status }: MachineState): { reason: string; message: string } | undefined {
  if (status === 'paused' || status === 'prelaunch') {
    return { reason: vmiConditionReasons.pausedByUser, message: 'VMI was paused by user' };
  }
  if (status !== 'io-error') return undefined;
  return { reason: vmiConditionReasons.pausedIoError, message: 'VMI was paused, low-level IO error detected' };
}

type Part = Omit<Decision, 'status'>;

/** Resumes a guest that an I/O error stopped, again and again, later and later. @upstream 10 s to 3 min */
function ioError({ status }: MachineState, notes: Notes, now: Date): Part {
  const { ioError: pending, ...others } = notes;
  const nowMs = now.getTime();
  if (status !== 'io-error') {
    if (!pending || status !== 'running') return { events: [], commands: [], notes: { ioError: pending } };
    const resumed: Announcement = {
      type: 'Normal',
      reason: eventReasons.resumed,
      message: 'VMI was resumed after an IO error',
    };
    return { events: [resumed], commands: [], notes: { ioError: undefined } };
  }
  if (!pending) {
    const message = 'VMI was paused, low-level IO error detected';
    const next = { attempt: 0, atMs: nowMs + firstResumeMs };
    return {
      events: [{ type: 'Warning', reason: eventReasons.ioError, message }],
      commands: [],
      notes: { ...others, ioError: next },
      afterMs: firstResumeMs,
    };
  }
  if (nowMs < pending.atMs) return { events: [], commands: [], notes, afterMs: pending.atMs - nowMs };
  const attempt = pending.attempt + 1;
  const afterMs = Math.min(firstResumeMs * 2 ** attempt, lastResumeMs);
  return {
    events: [],
    commands: [{ execute: 'cont' }],
    notes: { ...others, ioError: { attempt, atMs: nowMs + afterMs } },
    afterMs,
  };
}

/**
 * QEMU has no option for an unplugged cable: it starts plugged in, and the first look sets it right. What an earlier
 * virt-handler set is not known, so each is set once.
 */
function linkCommands({ spec, status }: VirtualMachineInstance, { links = {} }: Notes): Part {
  const pluggedIn = status?.phase === vmiPhases.running ? undefined : true;
  const wanted: Record<string, boolean> = {};
  const commands: MachineCommand[] = [];
  for (const { name, state } of spec.domain.devices.interfaces ?? []) {
    if (state === interfaceStates.absent) continue;
    const id = `ua-${name}`;
    const up = state !== interfaceStates.down;
    wanted[id] = up;
    if ((links[id] ?? pluggedIn) !== up) commands.push({ execute: 'set_link', arguments: { name: id, up } });
  }
  return { events: [], commands, notes: { links: wanted } };
}

function announceShutdown({ metadata }: VirtualMachineInstance, notes: Notes): Part {
  if (!metadata?.deletionTimestamp || notes.shutdownAnnounced) return { events: [], commands: [], notes };
  const event: Announcement = {
    type: 'Normal',
    reason: eventReasons.shuttingDown,
    message: 'Signaled Graceful Shutdown',
  };
  return { events: [event], commands: [], notes: { ...notes, shutdownAnnounced: true } };
}
