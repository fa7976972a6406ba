// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** A condition as KubeVirt's kinds have it: probe and transition times both. */
export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastProbeTime?: string | null;
  lastTransitionTime?: string | null;
}

/** The condition of that type, if there is one. */
export function findCondition<C extends { type: string }>(
  conditions: readonly C[] | undefined,
  type: C['type'],
): C | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/**
 * The conditions with this one put in: its transition time is kept unless its status changed, and the list is the same one
 * when nothing did.
 */
export function setCondition<C extends Condition>(conditions: readonly C[] | undefined, condition: C, now: Date): C[] {
  const list = (conditions ?? []) as C[];
  const old = findCondition(list, condition.type);
  if (
    old?.status === condition.status &&
    (old.reason ?? '') === (condition.reason ?? '') &&
    (old.message ?? '') === (condition.message ?? '')
  ) {
    return list;
  }
  const time = wireTime(now);
  const lastTransitionTime = old?.status === condition.status ? (old.lastTransitionTime ?? time) : time;
  const next = {
    ...condition,
    lastProbeTime: condition.lastProbeTime ?? old?.lastProbeTime ?? null,
    lastTransitionTime,
  };
  return old ? list.map((other) => (other === old ? next : other)) : [...list, next];
}

/** The conditions without those of that type; the same list when there was none. */
export function removeCondition<C extends { type: string }>(
  conditions: readonly C[] | undefined,
  type: C['type'],
): C[] {
  const list = (conditions ?? []) as C[];
  return list.some((condition) => condition.type === type) ? list.filter((condition) => condition.type !== type) : list;
}

/** A time as metav1.Time is on the wire: UTC, whole seconds. */
export function wireTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
