// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { DomainSpec } from '@kubevirt-ts/api';
import type { PlannedClock } from './machine-plan.ts';

/** The clock of a guest; `now` is the time of its start. */
export function planClock({ clock }: DomainSpec, now: string): PlannedClock {
  const rtc = clock?.timer?.rtc;
  const offset = clock?.utc?.offsetSeconds;
  const shifted = offset ? new Date(Date.parse(now) + offset * 1000).toISOString().slice(0, 19) : 'utc';
  return {
    base: clock?.timezone ? 'localtime' : shifted,
    source: rtc?.track === 'guest' ? 'vm' : 'host',
    slew: rtc?.tickPolicy === 'catchup',
    timezone: clock?.timezone || undefined,
  };
}
