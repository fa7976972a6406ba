// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Confinement of VMs.

import { boolean, type Infer, object, ref, string } from '../schema.ts';

export const CustomProfile = object('Custom profile.', {
  localhostProfile: string('Localhost profile.'),
  runtimeDefaultProfile: boolean('Runtime default profile.'),
});
export interface CustomProfile extends Infer<typeof CustomProfile> {}

export const VirtualMachineInstanceProfile = object('Virtual machine instance profile.', {
  customProfile: ref<CustomProfile>(CustomProfile, 'Custom profile.'),
});
export interface VirtualMachineInstanceProfile extends Infer<typeof VirtualMachineInstanceProfile> {}

export const SeccompConfiguration = object('Seccomp configuration.', {
  virtualMachineInstanceProfile: ref<VirtualMachineInstanceProfile>(
    VirtualMachineInstanceProfile,
    'Virtual machine instance profile.',
  ),
});
export interface SeccompConfiguration extends Infer<typeof SeccompConfiguration> {}

export const TDXAttestationConfiguration = object('Tdxattestation configuration.', {
  enforced: boolean('Enforced.'),
  qgsSocketPath: string('Qgs socket path.'),
});
export interface TDXAttestationConfiguration extends Infer<typeof TDXAttestationConfiguration> {}

export const TDXConfiguration = object('Tdxconfiguration.', {
  attestation: ref<TDXAttestationConfiguration>(TDXAttestationConfiguration, 'Attestation.'),
});
export interface TDXConfiguration extends Infer<typeof TDXConfiguration> {}

export const ConfidentialComputeConfiguration = object('Confidential compute configuration.', {
  tdx: ref<TDXConfiguration>(TDXConfiguration, 'Tdx.'),
});
export interface ConfidentialComputeConfiguration extends Infer<typeof ConfidentialComputeConfiguration> {}
