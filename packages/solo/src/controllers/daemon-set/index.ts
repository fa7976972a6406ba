// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  type Controller,
  controller,
  isDeepEqual,
  keyOf,
  type Node,
  type Reconcile,
  resources,
  type Source,
  source,
} from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import { Expectations } from '../expectations.ts';
import { isEmptySelector } from '../label-selector.ts';
import { PodControl } from '../pods/control.ts';
import { ownerKeys } from '../pods/keys.ts';
import { cleanRevisions, FailedPods, take, writeStatus } from './apply.ts';
import { type DaemonSetWorld, manage, nextAvailableMs, update } from './decide.ts';
import { Gatherer } from './gather.ts';
import { hashOf, history } from './revisions.ts';

/**
 * Watches DaemonSets, their pods and nodes; gives every node that should have one a pod of the present revision, replacing
 * older ones as the update strategy says.
 * @upstream kube-controller-manager's daemon controller
 */
export function daemonSetController(c: SoloContext): Controller {
  const daemonSets = c.cache(resources.daemonSets);
  const nodes = c.cache(resources.nodes);
  const expectations = new Expectations(c.now);
  const gatherer = new Gatherer(c, expectations);
  const o = { control: new PodControl(c, expectations), failed: new FailedPods() };

  const reconcile: Reconcile = async (key) => {
    const daemonSet = daemonSets.get(key);
    if (!daemonSet?.spec?.selector) return;
    if (isEmptySelector(daemonSet.spec.selector)) {
      const message = 'This daemon set is selecting all pods. A non-empty selector is required.';
      c.event(daemonSet, 'Warning', 'SelectingAll', message);
      return;
    }
    if (daemonSet.metadata?.deletionTimestamp) return;
    const revisions = await history(c, daemonSet);
    if (!revisions) return;
    const uid = daemonSet.metadata?.uid ?? '';
    const isSettled = expectations.isSettled(uid);
    const pods = await gatherer.pods(daemonSet);
    const world: DaemonSetWorld = {
      daemonSet,
      nodes: nodes.list(),
      pods,
      revision: hashOf(revisions.current),
      now: c.now(),
    };
    let failure: unknown;
    let waitMs: number | undefined;
    try {
      if (isSettled) waitMs = await take(c, o, world, manage(world));
      if (expectations.isSettled(uid)) await take(c, o, world, update(world));
      await cleanRevisions(c, world, revisions);
    } catch (error) {
      failure = error;
    }
    await writeStatus(c, world);
    if (failure) throw failure;
    const afterMs = Math.min(waitMs ?? Number.POSITIVE_INFINITY, nextAvailableMs(world) ?? Number.POSITIVE_INFINITY);
    return Number.isFinite(afterMs) ? { afterMs } : undefined;
  };
  const nodeChanges: Source = {
    synced: () => nodes.synced(),
    subscribe: (enqueue) =>
      nodes.onChange(({ object, old }) => {
        if (old && isDeepEqual(decisive(object), decisive(old))) return;
        for (const daemonSet of daemonSets.list()) enqueue(keyOf(daemonSet));
      }),
  };
  return controller({
    name: 'daemonset',
    workers: 2,
    logger: c.logger,
    signal: c.signal,
    reconcile,
    sources: [
      source(daemonSets),
      source(c.cache(resources.pods), ownerKeys('DaemonSet', daemonSets)),
      source(c.cache(resources.controllerRevisions), ownerKeys('DaemonSet', daemonSets)),
      nodeChanges,
    ],
  });
}

function decisive({ metadata, spec }: Node): unknown {
  return { labels: metadata?.labels, taints: spec?.taints };
}
