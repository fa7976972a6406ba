// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { PriorityClass } from '@kubevirt-ts/kube';
import { forbidden } from '../../errors.ts';
import type { Cause, Json, Strategy } from '../../kind.ts';
import { forbiddenField, oneOf } from '../validation/causes.ts';
import { immutable } from '../validation/metadata.ts';
import type { World } from '../world.ts';

function typed(object: Json): PriorityClass {
  return object as unknown as PriorityClass;
}

/** The priorities of the cluster's own classes, the only ones above what others may have. */
const systemPriorities: Readonly<Record<string, number>> = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
};
const maxPriority = 1_000_000_000;

/** What is special about priority classes. */
export const priorityClassStrategy: Strategy = {
  setDefaults(object) {
    typed(object).preemptionPolicy ??= 'PreemptLowerPriority';
  },
  validate: (object) => classCauses(typed(object)),
  validateUpdate: (object, old) => [
    ...(typed(object).value === typed(old).value ? [] : [forbiddenField('value', 'may not be changed in an update.')]),
    ...immutable('preemptionPolicy', typed(object).preemptionPolicy, typed(old).preemptionPolicy),
  ],
};

function classCauses({ metadata, value = 0, preemptionPolicy }: PriorityClass): Cause[] {
  const name = metadata?.name ?? '';
  const causes: Cause[] = [];
  if (name.startsWith('system-')) {
    if (systemPriorities[name] !== value) {
      const why =
        name in systemPriorities
          ? `value of ${name} PriorityClass must be ${systemPriorities[name]}`
          : `${name} is not a known system priority class`;
      const sentence = `priority class names with 'system-' prefix are reserved for system use only. error: ${why}`;
      causes.push(forbiddenField('metadata.name', sentence));
    }
  } else if (value > maxPriority) {
    const sentence = `maximum allowed value of a user defined priority is ${maxPriority}`;
    causes.push(forbiddenField('value', sentence));
  }
  if (preemptionPolicy !== undefined) {
    causes.push(...oneOf('preemptionPolicy', preemptionPolicy, ['PreemptLowerPriority', 'Never']));
  }
  return causes;
}

const collection = 'scheduling.k8s.io/priorityclasses';

/** Keeps the default class the only one. @upstream the Priority admission plugin */
export function priorityClassAdmission(world: World): Strategy {
  return {
    admit(object) {
      if (!typed(object).globalDefault) return;
      const name = object.metadata?.name ?? '';
      const other = world
        .list<PriorityClass>(collection)
        .find(({ globalDefault, metadata }) => globalDefault && metadata?.name !== name);
      if (!other) return;
      const why = `PriorityClass ${other.metadata?.name} is already marked as default. Only one default can exist`;
      throw forbidden({ group: 'scheduling.k8s.io', plural: 'priorityclasses' }, name, why);
    },
  };
}
