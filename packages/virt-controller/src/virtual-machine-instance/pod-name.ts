// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { createHash } from 'node:crypto';
import type { VirtualMachineInstance } from '@kubevirt-ts/api';

// What the API server itself makes names from: no vowels, nothing that is easily misread.
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
const suffixLength = 5;
const baseLength = 58;

/**
 * The name of a VMI's pod: like one the API server would have generated, but always the same for the same VMI. That is
 * what makes a second pod for it impossible, however stale a cache is and whoever else believes to be the leader.
 * @differs KubeVirt leaves the suffix to the API server and counts on having seen its own pod
 */
export const launcherPodName = (vmi: VirtualMachineInstance): string => {
  const digest = createHash('sha256')
    .update(vmi.metadata?.uid ?? '')
    .digest();
  const suffix = [...digest.subarray(0, suffixLength)].map((byte) => alphabet[byte % alphabet.length]).join('');
  return `${`virt-launcher-${vmi.metadata?.name}-`.slice(0, baseLength)}${suffix}`;
};
