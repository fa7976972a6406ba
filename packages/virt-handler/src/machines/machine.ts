// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Log, SocketConnection } from '@kubevirt-ts/host';
import { ProtocolError, type QmpEvent, type QmpSession, qmpSession } from '@kubevirt-ts/machine';
import { type AgentLink, agentLink } from './agent-link.ts';
import { type MachineState, unknownMachine } from './machine-state.ts';
import { readAgentPortOpen, readMachineType, readMacs, readStatus } from './monitor-facts.ts';
import { type SerialLine, serialLine } from './serial-line.ts';
import { softReboot } from './soft-reboot.ts';

/** The QEMU at the other end of one slot's sockets. */
export interface Machine {
  readonly state: MachineState;
  readonly serial: SerialLine;
  readonly agent: AgentLink;
  /** QEMU dialled in with its monitor. */
  attachMonitor(connection: SocketConnection): void;
  /** Sends a command to QEMU; @throws ProtocolError when it is not connected, refuses or is late. */
  execute: QmpSession['execute'];
  /** Asks the guest to reboot. */
  softReboot(): Promise<void>;
  close(): void;
}

/** Events after which QEMU is asked for its state anew; an event alone says nothing lasting. */
const telling = new Set([
  'STOP',
  'RESUME',
  'SHUTDOWN',
  'GUEST_PANICKED',
  'BLOCK_IO_ERROR',
  'SUSPEND',
  'WAKEUP',
  'VSERPORT_CHANGE',
]);

/** Makes a machine that nobody has dialled in for yet; `name` is for the log, `onChange` is called after every change of its state. */
export function machine(o: { name: string; log: Log; onChange: () => void }): Machine {
  let monitor: QmpSession | undefined;
  let state = unknownMachine;
  let isLooking = false;
  let lookAgain = false;
  const serial = serialLine();
  const reboot = softReboot();

  const set = (change: Partial<MachineState>): void => {
    const keys = Object.keys(change) as (keyof MachineState)[];
    if (keys.every((key) => JSON.stringify(state[key]) === JSON.stringify(change[key]))) return;
    state = { ...state, ...change };
    o.onChange();
  };
  const agent = agentLink((facts) =>
    set(facts === 'silent' ? { agent: undefined, agentSilent: true } : { agent: facts, agentSilent: false }),
  );

  const lookOnce = async (session: QmpSession): Promise<void> => {
    let status = await readStatus(session);
    if (status === 'shutdown' && (await reboot.restart(session))) status = await readStatus(session);
    const agentPortOpen = await readAgentPortOpen(session);
    if (monitor !== session) return;
    agent.setOpen(agentPortOpen);
    set({ connected: true, ...(status ? { status } : {}), agentPortOpen });
  };
  /** However many events a hostile guest makes, one look is under way and at most one more waits. */
  const look = (session: QmpSession): void => {
    lookAgain = true;
    if (isLooking) return;
    isLooking = true;
    lookWhileAsked(session)
      .catch((error: unknown) => {
        if (error instanceof ProtocolError && error.kind === 'closed') return;
        o.log.warn({ slot: o.name, error: String(error) }, 'QEMU does not tell its state');
      })
      .finally(() => {
        isLooking = false;
        if (lookAgain && monitor && monitor !== session) look(monitor);
      });
  };
  const lookWhileAsked = async (session: QmpSession): Promise<void> => {
    while (lookAgain && monitor === session) {
      lookAgain = false;
      await lookOnce(session);
    }
  };
  const onEvent = (session: QmpSession, { name, data }: QmpEvent): void => {
    if (monitor !== session || !telling.has(name)) return;
    if (name === 'SHUTDOWN' && typeof data.reason === 'string') set({ shutdownReason: data.reason.slice(0, 64) });
    look(session);
  };
  const greet = async (session: QmpSession): Promise<void> => {
    const qemuVersion = await session.ready;
    monitor = session;
    const machineType = await readMachineType(session);
    const macs = await readMacs(session);
    if (monitor !== session) return;
    state = { ...state, qemuVersion, machineType, macs };
    o.log.info({ slot: o.name, qemuVersion }, 'QEMU is connected');
    look(session);
  };
  const gone = (session: QmpSession): void => {
    if (monitor !== session) return;
    monitor = undefined;
    o.log.info({ slot: o.name, status: state.status }, 'QEMU is gone');
    agent.setOpen(false);
    set({ connected: false, agentPortOpen: false, agent: undefined });
  };

  const execute: Machine['execute'] = (command, args, timeoutMs) => {
    if (monitor) return monitor.execute(command, args, timeoutMs);
    return Promise.reject(new ProtocolError({ kind: 'closed', detail: 'QEMU is not connected' }));
  };

  return {
    get state() {
      return state;
    },
    serial,
    agent,
    attachMonitor({ socket }) {
      const session: QmpSession = qmpSession(socket, { onEvent: (event) => onEvent(session, event) });
      greet(session).catch((error: unknown) => {
        o.log.warn({ slot: o.name, error: String(error) }, 'no QEMU at the monitor socket');
        session.close();
      });
      session.closed.then(() => gone(session)).catch(() => undefined);
    },
    execute,
    softReboot: () => reboot.request({ execute }, agent),
    close() {
      monitor?.close();
      serial.close();
      agent.close();
    },
  };
}
