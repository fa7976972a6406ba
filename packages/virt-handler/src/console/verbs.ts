// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Machine } from '../machines/machine.ts';
import { fileSystems, guestAgentInfo, users } from './guest-answers.ts';

/** What virt-api may ask of a machine besides its console; the answer is JSON, or nothing. */
export interface Verb {
  method: 'GET' | 'PUT';
  run(machine: Machine): Promise<unknown>;
}

/** Every verb; a new one is one row. */
export const verbs: Readonly<Record<string, Verb>> = {
  pause: { method: 'PUT', run: (machine) => machine.execute('stop') },
  unpause: { method: 'PUT', run: (machine) => machine.execute('cont') },
  reset: { method: 'PUT', run: (machine) => machine.execute('system_reset') },
  softreboot: { method: 'PUT', run: (machine) => machine.softReboot() },
  freeze: { method: 'PUT', run: holdFileSystems('guest-fsfreeze-freeze') },
  unfreeze: { method: 'PUT', run: holdFileSystems('guest-fsfreeze-thaw') },
  guestosinfo: { method: 'GET', run: guestAgentInfo },
  userlist: { method: 'GET', run: users },
  filesystemlist: { method: 'GET', run: fileSystems },
};

/** The guest may take its time to write what is pending; its new state is asked for at once. */
function holdFileSystems(command: string): Verb['run'] {
  return async ({ agent }) => {
    await agent.execute(command, undefined, 60_000);
    agent.look();
  };
}
