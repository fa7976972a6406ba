// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import { accessCredentialDirectory, type SeedInput } from '@kubevirt-ts/machine';
import { readSecretValues } from '../volumes/seed-text.ts';

/** The SSH keys that a VMI wants in the guest by cloud-init of one flavour. */
export function publicKeys({ spec }: VirtualMachineInstance, flavour: SeedInput['flavour']): string[] {
  return (spec.accessCredentials ?? []).flatMap(({ sshPublicKey }, index) => {
    if (sshPublicKey?.propagationMethod[flavour] === undefined) return [];
    return readSecretValues(accessCredentialDirectory(index));
  });
}
