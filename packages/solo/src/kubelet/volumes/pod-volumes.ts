// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Backoff, backoffMs, type Pod } from '@kubevirt-ts/kube';
import type { ClusterObjects } from '../objects.ts';
import type { PodPlace } from '../pods/downward.ts';
import type { VolumesState } from '../pods/view.ts';
import type { NodeDirectories } from './host-path.ts';
import type { Mounts } from './mounts.ts';
import { isRefusal } from './payload.ts';
import { podDirectories, removePodDirectory } from './pod-directories.ts';
import { referredObjects, usedVolumes } from './references.ts';
import { type ReadyVolume, setUpVolume } from './set-up.ts';
import type { PodTokens } from './token.ts';

/** The volumes of a node's pods. */
export interface PodVolumes {
  /** How far a pod's volumes are, by what they show now. */
  state(pod: Pod): VolumesState;
  /** Sets a pod's volumes up or brings them up to date; gives what could not be done, worded as an event. */
  setUp(pod: Pod, place: PodPlace): Promise<string[]>;
  /** The volumes that are usable. */
  ready(podUid: string): ReadonlyMap<string, ReadyVolume>;
  /** Takes a pod's volumes down with its directory. */
  tearDown(podUid: string): Promise<void>;
}

/** What volumes are managed with. */
export interface PodVolumesOptions {
  objects: ClusterObjects;
  tokens: PodTokens;
  mounts: Mounts;
  node: NodeDirectories;
  now: () => Date;
}

interface Known {
  ready: Map<string, ReadyVolume>;
  isReady: boolean;
  /** What the volumes showed, or would have, when they were last set up. */
  input: string;
  failures: number;
  retryAt?: Date;
  refreshAt?: Date;
}

const retry: Backoff = { baseMs: 500, capMs: 122_000 };

/** Volumes by pod; what is known is lost with this process and found again, since setting up twice changes nothing. */
export function podVolumes(o: PodVolumesOptions): PodVolumes {
  const all = new Map<string, Known>();
  const inputOf = (pod: Pod) =>
    JSON.stringify([
      o.objects.versions(referredObjects(pod)),
      pod.metadata?.labels,
      pod.metadata?.annotations,
      usedVolumes(pod).length,
    ]);

  return {
    state(pod) {
      const known = all.get(pod.metadata?.uid ?? '');
      if (!known || known.input !== inputOf(pod)) return { isReady: known?.isReady ?? false, dueAt: o.now() };
      return { isReady: known.isReady, dueAt: known.retryAt ?? known.refreshAt };
    },
    async setUp(pod, place) {
      const { uid = '', namespace = '' } = pod.metadata ?? {};
      const known: Known = all.get(uid) ?? { ready: new Map(), isReady: false, input: '', failures: 0 };
      all.set(uid, known);
      // Read before the objects are: what changes meanwhile shows as a difference afterwards.
      known.input = inputOf(pod);
      const sources = {
        pod,
        place,
        objects: o.objects.inNamespace(namespace),
        tokens: o.tokens,
        claims: o.objects,
        mounts: o.mounts,
        directories: podDirectories(o.node.kubelet, uid),
        node: o.node,
      };
      const problems: string[] = [];
      let refreshAt: Date | undefined;
      for (const volume of usedVolumes(pod)) {
        const done = await setUpVolume(volume, sources).catch((error: Error) => ({ refused: error.message }));
        if (isRefusal(done)) {
          problems.push(`MountVolume.SetUp failed for volume "${volume.name}" : ${done.refused}`);
          continue;
        }
        known.ready.set(volume.name, done.volume);
        if (done.refreshAt && !(refreshAt && refreshAt <= done.refreshAt)) refreshAt = done.refreshAt;
      }
      known.refreshAt = refreshAt;
      known.isReady ||= problems.length === 0;
      known.retryAt = undefined;
      if (problems.length > 0) known.retryAt = new Date(o.now().getTime() + backoffMs(retry, known.failures));
      known.failures = problems.length > 0 ? known.failures + 1 : 0;
      return problems;
    },
    ready: (uid) => all.get(uid)?.ready ?? new Map(),
    async tearDown(uid) {
      all.delete(uid);
      o.tokens.forget(uid);
      await removePodDirectory(o.node.kubelet, uid, o.mounts);
    },
  };
}
