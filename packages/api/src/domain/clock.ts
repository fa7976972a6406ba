// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// The clock of a guest and its timers.

import { boolean, type Infer, int32, object, ref, string } from '../schema.ts';

export const ClockOffsetUTC = object('A guest clock that runs in UTC.', {
  offsetSeconds: int32("Seconds by which the clock differs from the host's at start."),
});
export interface ClockOffsetUTC extends Infer<typeof ClockOffsetUTC> {}

export const HPETTimer = object('The high precision event timer.', {
  present: boolean('The guest has this timer; true when absent.'),
  tickPolicy: string('What happens to ticks the guest missed: delay, catchup, merge or discard.'),
});
export interface HPETTimer extends Infer<typeof HPETTimer> {}

export const HypervTimer = object('The reference time counter that Windows uses.', {
  present: boolean('The guest has this timer; true when absent.'),
});
export interface HypervTimer extends Infer<typeof HypervTimer> {}

export const KVMTimer = object('The paravirtual clock of KVM.', {
  present: boolean('The guest has this timer; true when absent.'),
});
export interface KVMTimer extends Infer<typeof KVMTimer> {}

export const PITTimer = object('The programmable interval timer of the PC.', {
  present: boolean('The guest has this timer; true when absent.'),
  tickPolicy: string('What happens to ticks the guest missed: delay, catchup or discard.'),
});
export interface PITTimer extends Infer<typeof PITTimer> {}

export const RTCTimer = object('The battery-backed clock of the PC.', {
  present: boolean('The guest has this timer; true when absent.'),
  tickPolicy: string('What happens to ticks the guest missed: delay or catchup.'),
  track: string('What the clock follows: guest or wall.'),
});
export interface RTCTimer extends Infer<typeof RTCTimer> {}

export const Timer = object('Timers of the guest.', {
  hpet: ref<HPETTimer>(HPETTimer, 'The high precision event timer.'),
  hyperv: ref<HypervTimer>(HypervTimer, 'The reference time counter that Windows uses.'),
  kvm: ref<KVMTimer>(KVMTimer, 'The paravirtual clock of KVM.'),
  pit: ref<PITTimer>(PITTimer, 'The programmable interval timer of the PC.'),
  rtc: ref<RTCTimer>(RTCTimer, 'The battery-backed clock of the PC.'),
});
export interface Timer extends Infer<typeof Timer> {}

export const Clock = object('The clock of the guest; in UTC unless a timezone is given.', {
  utc: ref<ClockOffsetUTC>(ClockOffsetUTC, 'The clock runs in UTC, possibly with an offset.'),
  timezone: string("The clock runs in this zone's local time, such as Europe/Berlin."),
  timer: ref<Timer>(Timer, 'Timers of the guest.'),
});
export interface Clock extends Infer<typeof Clock> {}
