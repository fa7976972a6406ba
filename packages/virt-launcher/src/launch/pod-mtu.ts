// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { readFileSync } from 'node:fs';

/** The MTU in bytes of the pod's network interface, or nothing in a pod without one. */
export function podMtuBytes(): number | undefined {
  try {
    return Number(readFileSync('/sys/class/net/eth0/mtu', 'utf8'));
  } catch {
    return undefined;
  }
}
