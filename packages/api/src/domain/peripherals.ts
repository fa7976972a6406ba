// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Small devices: watchdog, TPM, video, sound, input.

import { boolean, type Infer, object, ref, required, string } from '../schema.ts';

export const Diag288Watchdog = object('Diag288watchdog.', {
  action: string('Action.'),
});
export interface Diag288Watchdog extends Infer<typeof Diag288Watchdog> {}

export const I6300ESBWatchdog = object('I6300esbwatchdog.', {
  action: string('Action.'),
});
export interface I6300ESBWatchdog extends Infer<typeof I6300ESBWatchdog> {}

export const Watchdog = object('Watchdog.', {
  name: required(string('Name.')),
  diag288: ref<Diag288Watchdog>(Diag288Watchdog, 'Diag288.'),
  i6300esb: ref<I6300ESBWatchdog>(I6300ESBWatchdog, 'I6300esb.'),
});
export interface Watchdog extends Infer<typeof Watchdog> {}

export const TPMDevice = object('Tpmdevice.', {
  enabled: boolean('Enabled.'),
  persistent: boolean('Persistent.'),
});
export interface TPMDevice extends Infer<typeof TPMDevice> {}

export const Rng = object('Rng.', {});
export interface Rng extends Infer<typeof Rng> {}

export const SoundDevice = object('Sound device.', {
  name: required(string('Name.')),
  model: string('Model.'),
});
export interface SoundDevice extends Infer<typeof SoundDevice> {}

export const VideoDevice = object('Video device.', {
  type: string('Type.'),
});
export interface VideoDevice extends Infer<typeof VideoDevice> {}

export const Input = object('Input.', {
  name: required(string('Name.')),
  type: required(string('Type.')),
  bus: string('Bus.'),
});
export interface Input extends Infer<typeof Input> {}

export const PanicDevice = object('Panic device.', {
  model: string('Model.'),
});
export interface PanicDevice extends Infer<typeof PanicDevice> {}

export const DownwardMetrics = object('Downward metrics.', {});
export interface DownwardMetrics extends Infer<typeof DownwardMetrics> {}
