// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Small devices: watchdog, TPM, video, sound, input.

import { boolean, type Infer, object, ref, required, string } from '../schema.ts';

export const Diag288Watchdog = object('The watchdog of s390x.', {
  action: string('What happens when the guest does not answer: reset (default), poweroff or shutdown.'),
});
export interface Diag288Watchdog extends Infer<typeof Diag288Watchdog> {}

export const I6300ESBWatchdog = object('The PCI watchdog of PCs.', {
  action: string('What happens when the guest does not answer: reset (default), poweroff or shutdown.'),
});
export interface I6300ESBWatchdog extends Infer<typeof I6300ESBWatchdog> {}

export const Watchdog = object('Ends or resets a guest that hangs.', {
  name: required(string('Name of the watchdog.')),
  i6300esb: ref<I6300ESBWatchdog>(I6300ESBWatchdog, 'The PCI watchdog; the one for x86-64.'),
  diag288: ref<Diag288Watchdog>(Diag288Watchdog, 'The watchdog of s390x.'),
});
export interface Watchdog extends Infer<typeof Watchdog> {}

export const TPMDevice = object('A TPM 2.0, emulated.', {
  enabled: boolean('Whether the guest has it; true when absent.'),
  persistent: boolean('Its content is kept over restarts in a small claim of its own; false when absent.'),
});
export interface TPMDevice extends Infer<typeof TPMDevice> {}

export const Rng = object('Random numbers from the host.', {});
export interface Rng extends Infer<typeof Rng> {}

export const SoundDevice = object('A sound card; nothing is heard.', {
  name: required(string('Name of the device.')),
  model: string('ich9 (default) or ac97.'),
});
export interface SoundDevice extends Infer<typeof SoundDevice> {}

export const VideoDevice = object('The graphics card.', {
  type: string('virtio, vga, bochs, cirrus or ramfb; chosen by architecture and firmware when absent.'),
});
export interface VideoDevice extends Infer<typeof VideoDevice> {}

export const Input = object('A pointer.', {
  name: required(string('Name of the device.')),
  type: required(string('tablet is the only type.')),
  bus: string('usb (default) or virtio.'),
});
export interface Input extends Infer<typeof Input> {}

export const PanicDevice = object('Lets the guest report that it crashed.', {
  model: string('hyperv, isa or pvpanic; chosen by architecture when absent.'),
});
export interface PanicDevice extends Infer<typeof PanicDevice> {}

export const DownwardMetrics = object('Figures about the host, through a virtio port.', {});
export interface DownwardMetrics extends Infer<typeof DownwardMetrics> {}
