// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Protection of a guest from its host.

import { boolean, type Infer, object, ref, string } from '../schema.ts';

export const SEVAttestation = object('Sevattestation.', {});
export interface SEVAttestation extends Infer<typeof SEVAttestation> {}

export const SEVPolicy = object('Sevpolicy.', {
  encryptedState: boolean('Encrypted state.'),
});
export interface SEVPolicy extends Infer<typeof SEVPolicy> {}

export const SEV = object('Sev.', {
  attestation: ref<SEVAttestation>(SEVAttestation, 'Attestation.'),
  dhCert: string('Dh cert.'),
  policy: ref<SEVPolicy>(SEVPolicy, 'Policy.'),
  session: string('Session.'),
});
export interface SEV extends Infer<typeof SEV> {}

export const SEVSNP = object('Sevsnp.', {});
export interface SEVSNP extends Infer<typeof SEVSNP> {}

export const TDX = object('Tdx.', {});
export interface TDX extends Infer<typeof TDX> {}

export const LaunchSecurity = object('Launch security.', {
  sev: ref<SEV>(SEV, 'Sev.'),
  snp: ref<SEVSNP>(SEVSNP, 'Snp.'),
  tdx: ref<TDX>(TDX, 'Tdx.'),
});
export interface LaunchSecurity extends Infer<typeof LaunchSecurity> {}
