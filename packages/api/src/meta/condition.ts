// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// One observed fact about an object, in the shape all kinds of KubeVirt share.

import { type Infer, nullable, object, required, string, time } from '../schema.ts';

/** The schema of a kind's conditions, with what that kind's conditions are about. */
export const condition = (description: string) =>
  object(description, {
    type: required(string('Name of the condition, unique within the list.')),
    status: required(string('True, False or Unknown.')),
    reason: string('Why the condition is as it is, in one CamelCase word for programs.'),
    message: string('Why the condition is as it is, in words for people.'),
    lastProbeTime: nullable(time('When the condition was last looked at; may be null.')),
    lastTransitionTime: nullable(time('When status, reason or message last changed; may be null.')),
  });

/** A condition as every kind here has it. */
export const Condition = condition('One observed fact about an object.');
export interface Condition extends Infer<typeof Condition> {}
