// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

const secondsPer = { minute: 60, hour: 3600, day: 86_400, year: 365 * 86_400 } as const;

/** A duration in two or three significant figures, as kubectl prints ages: `45s`, `3m20s`, `5h`, `2d4h`, `1y12d`. @upstream duration.HumanDuration */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const { minute, hour, day, year } = secondsPer;
  if (seconds < 10 * minute) return two(seconds, { unit: minute, letter: 'm', rest: 1, restLetter: 's' });
  if (seconds < 3 * hour) return `${Math.trunc(seconds / minute)}m`;
  if (seconds < 8 * hour) return two(seconds, { unit: hour, letter: 'h', rest: minute, restLetter: 'm' });
  if (seconds < 48 * hour) return `${Math.trunc(seconds / hour)}h`;
  if (seconds < 8 * day) return two(seconds, { unit: day, letter: 'd', rest: hour, restLetter: 'h' });
  if (seconds < 2 * year) return `${Math.trunc(seconds / day)}d`;
  if (seconds < 8 * year) return two(seconds, { unit: year, letter: 'y', rest: day, restLetter: 'd' });
  return `${Math.trunc(seconds / year)}y`;
}

function two(seconds: number, o: { unit: number; letter: string; rest: number; restLetter: string }): string {
  const rest = Math.trunc((seconds % o.unit) / o.rest);
  const whole = `${Math.trunc(seconds / o.unit)}${o.letter}`;
  return rest === 0 ? whole : `${whole}${rest}${o.restLetter}`;
}

/** How long ago a timestamp was. */
export function age(timestamp: string | null | undefined, now: Date): string {
  return timestamp ? humanDuration(now.getTime() - Date.parse(timestamp)) : '<unknown>';
}
