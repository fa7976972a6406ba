// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { SocketConnection } from '@kubevirt-ts/host';
import {
  ProtocolError,
  type QgaSession,
  qgaSession,
  readAgentInfo,
  readInterfaces,
  readOsInfo,
} from '@kubevirt-ts/machine';
import type { AgentFacts } from './machine-state.ts';

/** Pauses between looks at the guest, doubled from the first to the last. @upstream 10 s to 120 s */
const firstPauseMs = 10_000;
const lastPauseMs = 120_000;
/** How long an agent may be away before it counts as gone: a guest that powers off is not worth a word about its agent. */
const graceMs = 5000;

/** The way to the guest's agent, whether or not there is one. */
export interface AgentLink {
  /** QEMU dialled in for the agent's port. */
  attach(connection: SocketConnection): void;
  /** The guest opened or closed its end of the port. */
  setOpen(open: boolean): void;
  /** Asks the guest anew, now. */
  look(): void;
  /** Sends a command to the agent; @throws ProtocolError when there is none. */
  execute: QgaSession['execute'];
  close(): void;
}

/** Makes the link; `onFacts` is called with what the guest says whenever it was asked, `silent` when it said nothing, undefined when it is gone. */
export function agentLink(onFacts: (facts: AgentFacts | 'silent' | undefined) => void): AgentLink {
  let session: QgaSession | undefined;
  let open = false;
  let timer: NodeJS.Timeout | undefined;
  let gone: NodeJS.Timeout | undefined;
  let pauseMs = firstPauseMs;
  let last: AgentFacts | undefined;

  const ask = async (who: QgaSession): Promise<AgentFacts> => {
    const info = readAgentInfo(await who.execute('guest-info'));
    const frozen = (await unlessRefused(who.execute('guest-fsfreeze-status'))) === 'frozen';
    // An agent that holds the file systems refuses almost everything else.
    if (frozen) return { os: {}, interfaces: [], ...last, info, frozen };
    const os = readOsInfo(await unlessRefused(who.execute('guest-get-osinfo')));
    const interfaces = readInterfaces(await unlessRefused(who.execute('guest-network-get-interfaces')));
    return { info, os, interfaces, frozen };
  };
  const look = (): void => {
    clearTimeout(timer);
    const who = session;
    if (!who || !open) return;
    ask(who)
      .then((facts) => {
        if (who !== session || !open) return;
        last = facts;
        onFacts(facts);
      })
      .catch(() => {
        if (who === session && open) onFacts('silent');
      })
      .finally(() => {
        if (who !== session || !open) return;
        timer = setTimeout(look, pauseMs).unref();
        pauseMs = Math.min(pauseMs * 2, lastPauseMs);
      });
  };
  const changed = (): void => {
    clearTimeout(timer);
    clearTimeout(gone);
    pauseMs = firstPauseMs;
    if (session && open) look();
    else gone = setTimeout(() => onFacts(undefined), graceMs).unref();
  };
  return {
    look,
    attach({ socket }) {
      const next = qgaSession(socket);
      session = next;
      next.closed
        .then(() => {
          if (session !== next) return;
          session = undefined;
          changed();
        })
        .catch(() => undefined);
      if (open) changed();
    },
    setOpen(now) {
      if (now === open) return;
      open = now;
      changed();
    },
    execute(command, args, timeoutMs) {
      if (session && open) return session.execute(command, args, timeoutMs);
      return Promise.reject(new ProtocolError({ kind: 'closed', detail: 'the guest has no agent' }));
    },
    close() {
      clearTimeout(timer);
      clearTimeout(gone);
      session?.close();
    },
  };
}

/** An agent may refuse a command that its owner switched off; the other facts still count. */
async function unlessRefused(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ProtocolError && error.kind === 'command-failed') return undefined;
    throw error;
  }
}
