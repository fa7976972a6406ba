// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import type { MachineState } from '../machines/machine-state.ts';

/** What the kubelet says about the compute container of a VMI's pod. */
export interface PodFacts {
  ips: string[];
  /** `absent`: there is no such pod any more. */
  compute: 'absent' | 'waiting' | 'running' | 'terminated';
  /** What the graceful-shutdown program saw: `guest-shutdown` or `grace-period-expired`. */
  terminationMessage?: string;
}

/** What this virt-handler remembers of a VMI between two looks; losing it costs a repeated event, nothing else. */
export interface Notes {
  /** An I/O error has paused the guest: when it is resumed next. */
  ioError?: { attempt: number; atMs: number };
  /** The event about the deletion was written. */
  shutdownAnnounced?: boolean;
  /** Interfaces whose link state was set in this QEMU, by device id. */
  links?: Readonly<Record<string, boolean>>;
}

/** Everything that is decided upon, gathered beforehand. */
export interface Situation {
  vmi: VirtualMachineInstance;
  nodeName: string;
  now: Date;
  /** The machine at the VMI's slot; undefined while no slot is known to be the VMI's. */
  machine?: MachineState;
  /** The VMI's pod, when it was looked at. */
  pod?: PodFacts;
  notes: Notes;
}

/** An event for people. */
export interface Announcement {
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
}

/** A command for QEMU. */
export interface MachineCommand {
  execute: 'quit' | 'cont' | 'set_link';
  arguments?: Record<string, unknown>;
}

/** What is to be done, in this order: write the status, tell people, command QEMU. */
export interface Decision {
  /** The fields of the status that change; null removes one. */
  status?: Record<string, unknown>;
  events: Announcement[];
  commands: MachineCommand[];
  notes: Notes;
  /** When to look again even if nothing happens. */
  afterMs?: number;
}
