// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  type Client,
  type Eviction,
  isConflict,
  isNotFound,
  keyOf,
  type Pod,
  type PodDisruptionBudget,
  pathOf,
  resources,
  splitKey,
  wireTime,
} from '@kubevirt-ts/kube';
import { setAllowed } from '../../controllers/disruption/conditions.ts';
import { badRequest, forbidden, notFound, refusal, tooManyRequests } from '../errors.ts';
import type { Connector } from '../kind.ts';
import { parseBody } from '../rest/decode.ts';
import { type Permission, permission } from './disruption.ts';
import { success } from './success.ts';

/** What eviction works on. */
export interface EvictionOptions {
  /** In process, and allowed to do all of this. */
  client: Client;
  now: () => Date;
}

const attempts = 5;
const refused = "Cannot evict pod as it would violate the pod's disruption budget.";
const evicted = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'EvictionByEvictionAPI',
  message: 'Eviction API: evicting',
  lastProbeTime: null,
};

/** `pods/<name>/eviction`: deletes a pod if its disruption budget allows it. @upstream EvictionREST */
export function evictionConnector(o: EvictionOptions): Connector {
  return {
    methods: ['POST'],
    kind: 'Eviction',
    group: 'policy',
    version: 'v1',
    verbs: ['create'],
    async handle(request, { metadata }) {
      const name = metadata?.name ?? '';
      const eviction = (parseBody(request, 'Eviction').value ?? {}) as Eviction;
      if (eviction.metadata?.name !== name) throw badRequest('name in URL does not match name in Eviction object');
      const isAsked = request.query.getAll('dryRun').includes('All');
      const isDryRun = isAsked || eviction.deleteOptions?.dryRun?.includes('All') === true;
      await evict(o, { namespace: metadata?.namespace ?? '', name, eviction, isDryRun });
      return success();
    },
  };
}

interface Wanted {
  namespace: string;
  name: string;
  eviction: Eviction;
  isDryRun: boolean;
}

async function evict({ client, now }: EvictionOptions, wanted: Wanted): Promise<void> {
  const { namespace, name, isDryRun } = wanted;
  for (let attempt = 1; ; attempt++) {
    const pod = await client.find(resources.pods, { namespace, name });
    if (!pod) throw notFound({ group: '', plural: 'pods' }, name);
    const { items } = await client.list(resources.podDisruptionBudgets, { namespace });
    const allowed = permission(pod, items);
    check(allowed, name);
    try {
      if (allowed.may === 'spend' && !isDryRun) await spend(client, allowed.budget, name, now());
      const told = allowed.may === 'spend' && !isDryRun ? await tell(client, pod, now()) : pod;
      await remove(client, told ?? pod, wanted, allowed.may === 'delete-unready');
      return;
    } catch (error) {
      if (!isConflict(error)) throw error;
      if (attempt === attempts) throw tooManyRequests(refused, 10);
    }
  }
}

function check(allowed: Permission, name: string): void {
  if (allowed.may === 'not') {
    throw tooManyRequests(refused, allowed.retryAfterSeconds, [{ reason: 'DisruptionBudget', message: allowed.why }]);
  }
  if (allowed.may !== 'never') return;
  if (allowed.why.startsWith('This pod has more than one')) throw refusal(500, '', allowed.why);
  throw forbidden({ group: 'policy', plural: 'poddisruptionbudgets' }, name, allowed.why);
}

/** Takes one disruption from a budget, and notes for which pod, until that one is seen to go. */
async function spend(client: Client, budget: PodDisruptionBudget, pod: string, now: Date): Promise<void> {
  const before = budget.status!;
  const disruptionsAllowed = (before.disruptionsAllowed ?? 0) - 1;
  const status = {
    ...before,
    disruptionsAllowed,
    disruptedPods: { ...before.disruptedPods, [pod]: wireTime(now) },
    conditions: disruptionsAllowed === 0 ? setAllowed(budget, 0, now) : before.conditions,
  };
  await client.update(resources.podDisruptionBudgets, { ...budget, status }, { subresource: 'status' });
}

async function tell(client: Client, pod: Pod, now: Date): Promise<Pod | undefined> {
  const { uid } = pod.metadata ?? {};
  const others = pod.status?.conditions?.filter(({ type }) => type !== evicted.type) ?? [];
  const body = {
    metadata: { uid },
    status: { conditions: [...others, { ...evicted, lastTransitionTime: wireTime(now) }] },
  };
  try {
    return await client.patch(resources.pods, splitKey(keyOf(pod)), { type: 'merge', body }, { subresource: 'status' });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Deletes a pod as the eviction says; with `isUnchanged` only in the state in which that was allowed. */
async function remove(client: Client, pod: Pod, { eviction, isDryRun }: Wanted, isUnchanged: boolean): Promise<void> {
  const asked = eviction.deleteOptions ?? {};
  const { resourceVersion } = pod.metadata ?? {};
  const options = {
    ...asked,
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    ...(isDryRun && { dryRun: ['All'] }),
    ...(isUnchanged && { preconditions: { resourceVersion, ...asked.preconditions } }),
  };
  try {
    await client.raw('DELETE', pathOf(resources.pods, splitKey(keyOf(pod))), options);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
