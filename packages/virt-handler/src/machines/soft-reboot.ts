// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { delay } from '@kubevirt-ts/kube';
import { ProtocolError, type QmpSession } from '@kubevirt-ts/machine';
import type { AgentLink } from './agent-link.ts';
import { readStatus } from './monitor-facts.ts';

/** How long a guest may take to power off before its next power-off counts as one again. */
const patienceMs = 120_000;
/** How long QEMU may take to reset a machine that is down. */
const resetPollMs = 50;
const resetPolls = 40;

/** Reboots a guest by its own means. */
export interface SoftReboot {
  /** Asks the guest to reboot: by its agent, or by the power button. */
  request(monitor: Pick<QmpSession, 'execute'>, agent: AgentLink): Promise<void>;
  /** A guest that went down because we asked is started again; tells whether it was. */
  restart(monitor: QmpSession): Promise<boolean>;
}

/**
 * Makes the means. ACPI knows no button for a reboot: the guest powers off, and QEMU, which waits in that state anyway,
 * is reset and told to go on.
 */
export function softReboot(now: () => number = () => performance.now()): SoftReboot {
  let untilMs = 0;
  return {
    async request(monitor, agent) {
      try {
        // An agent does not answer a shutdown that succeeds: silence is consent.
        await agent.execute('guest-shutdown', { mode: 'reboot' }, 2000);
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        if (error.kind === 'timeout') return;
        untilMs = now() + patienceMs;
        await monitor.execute('system_powerdown');
      }
    },
    async restart(monitor) {
      if (now() >= untilMs) return false;
      untilMs = 0;
      await monitor.execute('system_reset');
      for (let i = 0; i < resetPolls && (await readStatus(monitor)) === 'shutdown'; i++) await delay(resetPollMs);
      await monitor.execute('cont');
      return true;
    },
  };
}
