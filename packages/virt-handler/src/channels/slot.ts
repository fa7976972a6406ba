// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { join } from 'node:path';
import {
  type Log,
  type OwnedDirectory,
  type SocketConnection,
  type SocketListener,
  socketListener,
} from '@kubevirt-ts/host';
import { type Machine, machine } from '../machines/machine.ts';

/** One place for a VM on this node: a directory with the sockets it dials. */
export interface Slot {
  readonly id: string;
  /** The machine of the present allocation. */
  readonly machine: Machine;
  /** Listens in the directory there is: a VM that was there before us comes back. */
  open(): Promise<void>;
  /** Makes the slot new for another pod: the directory the old one sees is dead, its connections are cut. */
  renew(): Promise<string>;
  /** Gives the slot up, with its directory. */
  close(): Promise<void>;
  /** Stops listening and leaves everything in place for the next virt-handler. */
  leave(): void;
}

/** What a slot is made of. */
export interface SlotOptions {
  id: string;
  directory: OwnedDirectory;
  /** Group of the VMs' processes: the sockets are ours, and this group's to dial. */
  gid: number;
  log: Log;
  onChange(id: string): void;
}

/** Makes a slot that nobody can dial yet. */
export function slot({ id, directory, gid, log, onChange }: SlotOptions): Slot {
  const newMachine = (): Machine => {
    const made: Machine = machine({ name: id, log, onChange: () => made === current && onChange(id) });
    return made;
  };
  let current = newMachine();
  let listeners: SocketListener[] = [];

  const leave = (): void => {
    for (const listener of listeners) listener.close();
    listeners = [];
    current.close();
  };
  const listen = async (path: string): Promise<void> => {
    const present = current;
    const rooms: [string, number, (connection: SocketConnection) => void][] = [
      ['qmp.sock', 1024 * 1024, (connection) => present.attachMonitor(connection)],
      ['serial0.sock', 4 * 1024 * 1024, (connection) => present.serial.attach(connection)],
      ['qga.sock', 1024 * 1024, (connection) => present.agent.attach(connection)],
    ];
    for (const [name, bytesPerSecond, onConnection] of rooms) {
      const options = { path: join(path, name), gid, onConnection, log, bytesPerSecond };
      listeners.push(await socketListener(options));
    }
  };
  return {
    id,
    get machine() {
      return current;
    },
    async open() {
      if (listeners.length === 0) await listen(await directory.ensure(id));
    },
    async renew() {
      leave();
      current = newMachine();
      const path = await directory.renew(id);
      await listen(path);
      return path;
    },
    async close() {
      leave();
      current = newMachine();
      await directory.remove(id);
    },
    leave,
  };
}
