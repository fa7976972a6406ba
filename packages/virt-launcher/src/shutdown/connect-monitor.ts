// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { connect } from 'node:net';
import { paths, qmpSession } from '@kubevirt-ts/machine';
import type { Monitor } from './graceful-shutdown.ts';

/** Connects to the pod's own monitor of its QEMU, or nothing when there is none yet. */
export async function connectMonitor(path: string = paths.monitor): Promise<(Monitor & { close(): void }) | undefined> {
  const session = qmpSession(connect(path));
  try {
    await session.ready;
  } catch {
    return undefined;
  }
  return session;
}
