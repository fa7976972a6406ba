// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { readFileSync } from 'node:fs';
import type { PodNetwork } from '@kubevirt-ts/machine';

const firstPrivilegeFreePort = 1024;

function readNumber(file: string, pattern: RegExp): number | undefined {
  try {
    const text = pattern.exec(readFileSync(file, 'utf8'))?.[1];
    return text === undefined ? undefined : Number(text);
  } catch {
    return undefined;
  }
}

/** What the kernel says about the network of the pod this runs in. */
export function podNetwork(): Omit<PodNetwork, 'namesGuest'> {
  const first = readNumber('/proc/sys/net/ipv4/ip_unprivileged_port_start', /^(\d+)/);
  return {
    mtuBytes: readNumber('/sys/class/net/eth0/mtu', /^(\d+)/),
    maxOpenFiles: readNumber('/proc/self/limits', /^Max open files +\d+ +(\d+)/m) ?? Number.MAX_SAFE_INTEGER,
    firstPort: Math.max(1, first ?? firstPrivilegeFreePort),
  };
}
