// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// The clock of a guest and its timers.

import { boolean, type Infer, int32, object, ref, string } from '../schema.ts';

export const ClockOffsetUTC = object('Clock offset utc.', {
  offsetSeconds: int32('Offset seconds.'),
});
export interface ClockOffsetUTC extends Infer<typeof ClockOffsetUTC> {}

export const HPETTimer = object('Hpettimer.', {
  present: boolean('Present.'),
  tickPolicy: string('Tick policy.'),
});
export interface HPETTimer extends Infer<typeof HPETTimer> {}

export const HypervTimer = object('Hyperv timer.', {
  present: boolean('Present.'),
});
export interface HypervTimer extends Infer<typeof HypervTimer> {}

export const KVMTimer = object('Kvmtimer.', {
  present: boolean('Present.'),
});
export interface KVMTimer extends Infer<typeof KVMTimer> {}

export const PITTimer = object('Pittimer.', {
  present: boolean('Present.'),
  tickPolicy: string('Tick policy.'),
});
export interface PITTimer extends Infer<typeof PITTimer> {}

export const RTCTimer = object('Rtctimer.', {
  present: boolean('Present.'),
  tickPolicy: string('Tick policy.'),
  track: string('Track.'),
});
export interface RTCTimer extends Infer<typeof RTCTimer> {}

export const Timer = object('Timer.', {
  hpet: ref<HPETTimer>(HPETTimer, 'Hpet.'),
  hyperv: ref<HypervTimer>(HypervTimer, 'Hyperv.'),
  kvm: ref<KVMTimer>(KVMTimer, 'Kvm.'),
  pit: ref<PITTimer>(PITTimer, 'Pit.'),
  rtc: ref<RTCTimer>(RTCTimer, 'Rtc.'),
});
export interface Timer extends Infer<typeof Timer> {}

export const Clock = object('Clock.', {
  timer: ref<Timer>(Timer, 'Timer.'),
  timezone: string('Timezone.'),
  utc: ref<ClockOffsetUTC>(ClockOffsetUTC, 'Utc.'),
});
export interface Clock extends Infer<typeof Clock> {}
