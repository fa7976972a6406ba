// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { ObjectSchema } from '@kubevirt-ts/api';
import type { AdmissionAnswer, AdmissionRequest } from '@kubevirt-ts/kube';
import { type Answer, judge, missingTemplate, shapeFaults, withoutNulls } from '@kubevirt-ts/rules/admission';
import type { World } from '../world.ts';
import { type Account, accountOf } from './accounts.ts';

/** A request whose objects have the shape their kind asks for. */
export interface Reviewed<T> {
  object: T;
  /** The object as it was, in an update. */
  old?: T;
  operation: 'CREATE' | 'UPDATE';
  /** Which of KubeVirt's programs asks, or nothing for everybody else. */
  account?: Account;
  request: AdmissionRequest;
}

/** What one path does with a request. */
export type Hook = (request: AdmissionRequest, world: World) => AdmissionAnswer | Promise<AdmissionAnswer>;

/**
 * A hook that sees only objects of the right shape; others are refused by the path of each field, before a default or a
 * rule could stumble over them. The shape of what is only labelled, or loses a finalizer, is not judged again.
 */
export const hookFor =
  <T extends object>(
    schema: ObjectSchema,
    answer: (reviewed: Reviewed<T>, world: World) => Answer | AdmissionAnswer | Promise<Answer | AdmissionAnswer>,
  ): Hook =>
  (request, world) => {
    const object = withoutNulls(request.object) as T & { spec?: unknown; metadata?: { deletionTimestamp?: string } };
    const old = (request.oldObject ? withoutNulls(request.oldObject) : undefined) as
      | (T & { spec?: unknown })
      | undefined;
    const settled =
      object.metadata?.deletionTimestamp || (old && JSON.stringify(old.spec) === JSON.stringify(object.spec));
    const faults = settled ? [] : shapeFaults(schema, object);
    if (faults.length > 0) return judge(faults);
    return answer(
      {
        object,
        old,
        operation: request.operation === 'UPDATE' ? 'UPDATE' : 'CREATE',
        account: accountOf(request.userInfo, world.namespace),
        request,
      },
      world,
    );
  };

/** A hook for kinds with a template of VMIs, whose absence has a sentence of its own. */
export const hookForTemplate =
  (hook: Hook): Hook =>
  (request, world) => {
    const { spec, metadata } = (request.object ?? {}) as {
      spec?: { template?: unknown };
      metadata?: { deletionTimestamp?: string };
    };
    return spec?.template || metadata?.deletionTimestamp ? hook(request, world) : judge([missingTemplate]);
  };
