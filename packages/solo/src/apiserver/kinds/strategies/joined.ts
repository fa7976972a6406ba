// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Json, Strategy } from '../../kind.ts';

/** A strategy that does what all of several do, in order: their functions are called one after the other, their findings joined. */
export function joined(...all: readonly (Strategy | undefined)[]): Strategy {
  const parts = all.filter((part) => part !== undefined);
  if (parts.length === 1) return parts[0] as Strategy;
  const having = <K extends keyof Strategy>(name: K) =>
    parts.map((part) => part[name]).filter((f): f is NonNullable<Strategy[K]> => f !== undefined);
  const defaults = having('setDefaults');
  const create = having('prepareForCreate');
  const update = having('prepareForUpdate');
  const remove = having('prepareForDelete');
  const validate = having('validate');
  const validateUpdate = having('validateUpdate');
  const admit = having('admit');
  const warnings = having('warnings');
  const graceSeconds = having('graceSeconds').at(-1);
  const selectable = having('selectableFields');
  const stored = having('stored');
  return {
    ...(defaults.length && { setDefaults: (object: Json) => run(defaults, object) }),
    ...(create.length && { prepareForCreate: (object: Json) => run(create, object) }),
    ...(update.length && { prepareForUpdate: (object: Json, old: Json) => run(update, object, old) }),
    ...(remove.length && { prepareForDelete: (object: Json) => run(remove, object) }),
    ...(validate.length && { validate: (object: Json) => validate.flatMap((f) => f(object)) }),
    ...(validateUpdate.length && {
      validateUpdate: (object: Json, old: Json) => validateUpdate.flatMap((f) => f(object, old)),
    }),
    ...(admit.length && {
      admit: async (object, o) => {
        for (const f of admit) await f(object, o);
      },
    }),
    ...(warnings.length && { warnings: (object: Json, old?: Json) => warnings.flatMap((f) => f(object, old)) }),
    ...(graceSeconds && { graceSeconds }),
    ...(selectable.length && {
      selectableFields: (object: Json) => Object.assign({}, ...selectable.map((f) => f(object))),
    }),
    ...(stored.length && { stored: (change) => run(stored, change) }),
  };
}

function run<A extends unknown[]>(functions: readonly ((...args: A) => unknown)[], ...args: A): void {
  for (const f of functions) f(...args);
}
