// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { GuestAgentInfo, GuestInterface, GuestOsInfo } from '@kubevirt-ts/machine';

/** What the guest's agent said. */
export interface AgentFacts {
  info: GuestAgentInfo;
  os: GuestOsInfo;
  interfaces: GuestInterface[];
  /** The guest's file systems are held still, as for a snapshot. */
  frozen: boolean;
}

/** One running QEMU as seen over its channel; everything in it is what the pod says of itself, never who it is. */
export interface MachineState {
  /** True while QEMU's monitor is connected. */
  connected: boolean;
  /** QEMU's run state at the last look, such as `running`, `paused`, `io-error`, `shutdown`; kept when the connection ends. */
  status?: string;
  /** Why the guest went down, if QEMU told while it was connected, such as `guest-shutdown`. */
  shutdownReason?: string;
  qemuVersion?: string;
  /** Machine type as QEMU resolved it, such as `pc-q35-10.0`. */
  machineType?: string;
  /** MAC addresses by the id of the network device. */
  macs: Readonly<Record<string, string>>;
  /** True while a guest program has the agent's port open. */
  agentPortOpen: boolean;
  agent?: AgentFacts;
  /** True when the guest's agent was asked and did not answer; until then an open port promises an answer. */
  agentSilent?: boolean;
}

/** Tells whether the guest's agent is about to say what it knows, as after a restart of virt-handler. */
export function awaitsAgent({ agentPortOpen, agent, agentSilent }: MachineState): boolean {
  return agentPortOpen && !agent && !agentSilent;
}

/** A machine that nobody has dialled in for. */
export const unknownMachine: MachineState = { connected: false, macs: {}, agentPortOpen: false };
