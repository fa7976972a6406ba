// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Devices of the node that are given to the guest.

import { boolean, type Infer, object, ref, required, string } from '../schema.ts';
import { FeatureState } from './features.ts';

export const VGPUDisplayOptions = object('Vgpudisplay options.', {
  enabled: boolean('Enabled.'),
  ramFB: ref<FeatureState>(FeatureState, 'Ram fb.'),
});
export interface VGPUDisplayOptions extends Infer<typeof VGPUDisplayOptions> {}

export const VGPUOptions = object('Vgpuoptions.', {
  display: ref<VGPUDisplayOptions>(VGPUDisplayOptions, 'Display.'),
});
export interface VGPUOptions extends Infer<typeof VGPUOptions> {}

export const GPU = object('Gpu.', {
  name: required(string('Name.')),
  claimName: string('Claim name.'),
  deviceName: string('Device name.'),
  requestName: string('Request name.'),
  tag: string('Tag.'),
  virtualGPUOptions: ref<VGPUOptions>(VGPUOptions, 'Virtual gpuoptions.'),
});
export interface GPU extends Infer<typeof GPU> {}

export const HostDevice = object('Host device.', {
  name: required(string('Name.')),
  claimName: string('Claim name.'),
  deviceName: string('Device name.'),
  requestName: string('Request name.'),
  tag: string('Tag.'),
});
export interface HostDevice extends Infer<typeof HostDevice> {}

export const ClientPassthroughDevices = object('Client passthrough devices.', {});
export interface ClientPassthroughDevices extends Infer<typeof ClientPassthroughDevices> {}
