// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Protection of a guest from its host.

import { boolean, type Infer, object, ref, string } from '../schema.ts';

export const SEVAttestation = object('The VM starts paused until its owner has attested it.', {});
export interface SEVAttestation extends Infer<typeof SEVAttestation> {}

export const SEVPolicy = object('What the guest allows its host to do.', {
  encryptedState: boolean('The state of the CPUs is encrypted as well (SEV-ES); false when absent.'),
});
export interface SEVPolicy extends Infer<typeof SEVPolicy> {}

export const SEV = object('Memory encryption by AMD SEV.', {
  policy: ref<SEVPolicy>(SEVPolicy, 'What the guest allows its host to do.'),
  attestation: ref<SEVAttestation>(SEVAttestation, 'The owner attests the VM before it runs.'),
  session: string('Session of the owner, base64.'),
  dhCert: string('Diffie-Hellman certificate of the owner, base64.'),
});
export interface SEV extends Infer<typeof SEV> {}

export const SEVSNP = object('Memory encryption and integrity by AMD SEV-SNP.', {});
export interface SEVSNP extends Infer<typeof SEVSNP> {}

export const TDX = object('A trust domain of Intel TDX.', {});
export interface TDX extends Infer<typeof TDX> {}

export const LaunchSecurity = object(
  'Protects the guest from its host; exactly one technique. Such a VM cannot migrate.',
  {
    sev: ref<SEV>(SEV, 'Encryption by AMD SEV.'),
    snp: ref<SEVSNP>(SEVSNP, 'Encryption and integrity by AMD SEV-SNP.'),
    tdx: ref<TDX>(TDX, 'A trust domain of Intel TDX.'),
  },
);
export interface LaunchSecurity extends Infer<typeof LaunchSecurity> {}
