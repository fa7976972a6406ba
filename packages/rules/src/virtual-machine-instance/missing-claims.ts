// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { VirtualMachineInstance } from '@kubevirt-ts/api';
import type { Explanation } from './pod-facts.ts';

/** The PersistentVolumeClaims a VMI needs before its pod can be made, by volume name. */
export const claimsOf = (vmi: VirtualMachineInstance): { volume: string; claim: string }[] =>
  (vmi.spec.volumes ?? []).flatMap((volume) => {
    const claim =
      volume.persistentVolumeClaim?.claimName ??
      volume.ephemeral?.persistentVolumeClaim?.claimName ??
      volume.dataVolume?.name;
    return claim ? [{ volume: volume.name, claim }] : [];
  });

/** Which claim is missing, in KubeVirt's words, or nothing when all are there. */
export const missingClaim = (
  vmi: VirtualMachineInstance,
  exists: (claim: string) => boolean,
): Explanation | undefined => {
  const missing = claimsOf(vmi).find(({ claim }) => !exists(claim));
  if (!missing) return undefined;
  const { namespace } = vmi.metadata ?? {};
  return {
    reason: 'FailedPvcNotFound',
    message: `PVC ${namespace}/${missing.claim} does not exist, waiting for it to appear`,
  };
};
