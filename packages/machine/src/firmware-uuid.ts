// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { createHash } from 'node:crypto';
import type { VirtualMachineInstance } from '@kubevirt-ts/api';

const namespaceOfNames = '6a1a24a1406146078bf4a3963d0c5895';

/**
 * The guest's UUID: the one it names, else a version 5 UUID of its name, which is the same at every start.
 * @upstream guests made before VMs carried a random UUID keep theirs this way
 */
export function firmwareUuid(vmi: VirtualMachineInstance): string {
  const named = vmi.spec.domain.firmware?.uuid;
  if (named) return named.toLowerCase();
  const hash = createHash('sha1')
    .update(Buffer.from(namespaceOfNames, 'hex'))
    .update(vmi.metadata?.name ?? '')
    .digest();
  const bytes = hash.subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
