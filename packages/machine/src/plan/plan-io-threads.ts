// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { DomainSpec } from '@kubevirt-ts/api';
import { vcpuCount } from '../vcpus.ts';

/** The I/O threads of a guest, and which of them a virtio disk uses. */
export interface ThreadPlan {
  names: readonly string[];
  of(disk: string): { ioThread?: string; ioThreadPool?: readonly string[] };
}

/**
 * Which disk's requests run in which thread.
 * @upstream `shared`, or any disk that asks for a thread of its own: one thread for all others; `auto`: twice the virtual
 *   CPUs, handed out in turn; `supplementalPool`: every disk's queues spread over the pool
 */
export function planIoThreads(domain: DomainSpec): ThreadPlan {
  const disks = (domain.devices.disks ?? []).filter((d) => (d.disk ?? d.lun ?? d.cdrom)?.bus === 'virtio');
  const policy = domain.ioThreadsPolicy;
  const dedicated = disks.filter((d) => d.dedicatedIOThread === true);
  if (disks.length === 0 || (policy === undefined && dedicated.length === 0)) return { names: [], of: () => ({}) };
  if (policy === 'supplementalPool') {
    const count = domain.ioThreads?.supplementalPoolThreadCount ?? 1;
    const pool = Array.from({ length: count }, (_, i) => `iothread${i + 1}`);
    return { names: pool, of: () => ({ ioThreadPool: pool }) };
  }
  const others = disks.length - dedicated.length;
  const limit = policy === 'auto' ? Math.max(1, 2 * vcpuCount(domain) - dedicated.length) : 1;
  const shared = Math.min(limit, others);
  const byDisk = new Map<string, string>();
  let own = shared;
  let turn = 0;
  for (const disk of disks) {
    const number = disk.dedicatedIOThread === true ? ++own : (turn++ % shared) + 1;
    byDisk.set(disk.name, `iothread${number}`);
  }
  const names = Array.from({ length: own }, (_, i) => `iothread${i + 1}`);
  return { names, of: (disk) => ({ ioThread: byDisk.get(disk) }) };
}
