// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Definition, DefinitionCondition } from './definition.ts';

/** Sets, in place, a condition of a definition; its time changes only with its status. */
export function setCondition(definition: Definition, now: Date, condition: DefinitionCondition): void {
  definition.status ??= {};
  const { status } = definition;
  const before = status.conditions?.find((each) => each.type === condition.type);
  const lastTransitionTime =
    before && before.status === condition.status
      ? before.lastTransitionTime
      : now.toISOString().replace(/\.\d+Z$/, 'Z');
  const next = { ...condition, lastTransitionTime };
  status.conditions = before
    ? status.conditions?.map((each) => (each === before ? next : each))
    : [...(status.conditions ?? []), next];
}

/** The condition of a type. */
export function conditionOf(definition: Definition, type: string): DefinitionCondition | undefined {
  return definition.status?.conditions?.find((each) => each.type === type);
}
