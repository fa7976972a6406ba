// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepEqual, type ReplicaSet, resources } from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import { errorText, type Outcome, type PodControl } from '../pods/control.ts';
import { podFromTemplate } from '../pods/template.ts';
import { type ReplicaSetWorld, type Step, statusOf } from './decide.ts';

/** Carries a step out and writes what came of it; throws what kept it from being done. */
export async function apply(c: SoloContext, control: PodControl, world: ReplicaSetWorld, step: Step): Promise<void> {
  const { replicaSet } = world;
  const { error } = await take(control, replicaSet, step);
  const reason = step.do === 'delete' ? 'FailedDelete' : 'FailedCreate';
  const status = statusOf(world, error && { reason, message: errorText(error) });
  if (!isDeepEqual(status, replicaSet.status ?? {})) {
    await c.client.update(resources.replicaSets, { ...replicaSet, status }, { subresource: 'status' });
  }
  if (error) throw error;
}

async function take(control: PodControl, replicaSet: ReplicaSet, step: Step): Promise<Outcome> {
  switch (step.do) {
    case 'create': {
      const owner = { ...replicaSet, apiVersion: 'apps/v1', kind: 'ReplicaSet' };
      const pod = podFromTemplate(replicaSet.spec?.template, owner);
      return await control.create(owner, new Array(step.count).fill(pod));
    }
    case 'delete':
      return await control.delete(replicaSet, step.pods);
    case 'nothing':
      return { done: 0 };
  }
}
