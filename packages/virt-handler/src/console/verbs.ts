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
  freeze: { method: 'PUT', run: (machine) => machine.agent.execute('guest-fsfreeze-freeze', undefined, 60_000) },
  unfreeze: { method: 'PUT', run: (machine) => machine.agent.execute('guest-fsfreeze-thaw', undefined, 60_000) },
  guestosinfo: { method: 'GET', run: guestAgentInfo },
  userlist: { method: 'GET', run: users },
  filesystemlist: { method: 'GET', run: fileSystems },
};
