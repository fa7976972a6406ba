// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Devices of the node that are given to the guest.

import { boolean, type Infer, object, ref, required, string } from '../schema.ts';
import { FeatureState } from './features.ts';

export const VGPUDisplayOptions = object('A display on a virtual GPU.', {
  enabled: boolean('Whether there is a display; true when absent.'),
  ramFB: ref<FeatureState>(FeatureState, "A simple frame buffer until the guest's driver is loaded; on when absent."),
});
export interface VGPUDisplayOptions extends Infer<typeof VGPUDisplayOptions> {}

export const VGPUOptions = object('Settings of a virtual GPU.', {
  display: ref<VGPUDisplayOptions>(VGPUDisplayOptions, 'Display on the virtual GPU.'),
});
export interface VGPUOptions extends Infer<typeof VGPUOptions> {}

export const GPU = object('A GPU of the node, whole or a share, for the guest.', {
  name: required(string("Name, unique among the guest's devices.")),
  deviceName: string('Resource by which a device plugin offers it, such as nvidia.com/TU104GL.'),
  claimName: string('Entry of spec.resourceClaims that brings the GPU; instead of deviceName.'),
  requestName: string('Which request of that claim is meant.'),
  tag: string('Word by which programs in the guest find the device in the config drive.'),
  virtualGPUOptions: ref<VGPUOptions>(VGPUOptions, 'Settings when it is a virtual GPU.'),
});
export interface GPU extends Infer<typeof GPU> {}

export const HostDevice = object('A device of the node for the guest.', {
  name: required(string("Name, unique among the guest's devices.")),
  deviceName: string('Resource by which a device plugin offers it.'),
  claimName: string('Entry of spec.resourceClaims that brings the device; instead of deviceName.'),
  requestName: string('Which request of that claim is meant.'),
  tag: string('Word by which programs in the guest find the device in the config drive.'),
});
export interface HostDevice extends Infer<typeof HostDevice> {}

export const ClientPassthroughDevices = object('Four USB slots to which a client can redirect its own devices.', {});
export interface ClientPassthroughDevices extends Infer<typeof ClientPassthroughDevices> {}
