// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Confinement of VMs.

import { boolean, type Infer, object, ref, string } from '../schema.ts';

export const CustomProfile = object('One profile of seccomp; exactly one of the two.', {
  localhostProfile: string("Profile file of the nodes, relative to the kubelet's seccomp directory."),
  runtimeDefaultProfile: boolean("The container runtime's own profile."),
});
export interface CustomProfile extends Infer<typeof CustomProfile> {}

export const VirtualMachineInstanceProfile = object('The seccomp profile of VMs.', {
  customProfile: ref<CustomProfile>(CustomProfile, "This profile instead of KubeVirt's own."),
});
export interface VirtualMachineInstanceProfile extends Infer<typeof VirtualMachineInstanceProfile> {}

export const SeccompConfiguration = object('Limits on system calls.', {
  virtualMachineInstanceProfile: ref<VirtualMachineInstanceProfile>(
    VirtualMachineInstanceProfile,
    'Of the pods that are VMs.',
  ),
});
export interface SeccompConfiguration extends Infer<typeof SeccompConfiguration> {}

export const TDXAttestationConfiguration = object('Attestation of trust domains.', {
  enforced: boolean('Such VMs only run on nodes that can attest them; false when absent.'),
  qgsSocketPath: string('Socket of the quote generation service; /var/run/tdx-qgs/qgs.socket when absent.'),
});
export interface TDXAttestationConfiguration extends Infer<typeof TDXAttestationConfiguration> {}

export const TDXConfiguration = object('Intel TDX.', {
  attestation: ref<TDXAttestationConfiguration>(TDXAttestationConfiguration, 'Attestation of trust domains.'),
});
export interface TDXConfiguration extends Infer<typeof TDXConfiguration> {}

export const ConfidentialComputeConfiguration = object('Guests that are protected from their hosts.', {
  tdx: ref<TDXConfiguration>(TDXConfiguration, 'Intel TDX.'),
});
export interface ConfidentialComputeConfiguration extends Infer<typeof ConfidentialComputeConfiguration> {}
