// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Cache, controller, delay, type Pod } from '@kubevirt-ts/kube';
import { overuse } from '../volumes/usage.ts';
import { begin } from './apply.ts';
import { decide } from './decide.ts';
import { gather } from './gather.ts';
import { newMemory, type PodMemory } from './memory.ts';
import { isTerminalPhase } from './phase.ts';
import { podStatus } from './status.ts';
import { eventsOf } from './tell.ts';
import type { PodTools } from './tools.ts';
import { writeStatus } from './write-status.ts';

/** Runs the pods of a node. */
export interface PodWorkers {
  /** Has a pod looked at. */
  enqueue(podUid: string): void;
  /** The pods that the node has taken in and that have not ended. */
  admitted(): Pod[];
  /** The pod of that uid, while anything is known of it. */
  memory(podUid: string): PodMemory | undefined;
  all(): Iterable<PodMemory>;
  readonly stopped: Promise<void>;
}

/** What the workers are started with. */
export interface PodWorkersOptions {
  tools: PodTools;
  pods: Cache<Pod>;
  nodeName: string;
  signal: AbortSignal;
}

const workers = 32;
const resyncMs = 60_000;

/** Takes up what the runtime has, and has each pod be what its object says from then on. */
export function runPods({ tools, pods, nodeName, signal }: PodWorkersOptions): PodWorkers {
  const memories = new Map<string, PodMemory>();
  const assigned = new Map<string, Pod>();
  let isSynced = false;

  const follow = (pod: Pod, isThere: boolean): string[] => {
    const uid = pod.metadata?.uid ?? '';
    if (pod.spec?.nodeName !== nodeName) return [];
    if (isThere) assigned.set(uid, pod);
    else assigned.delete(uid);
    const memory = memories.get(uid);
    if (memory) memory.pod = pod;
    if (memory && !isThere) memory.goneSince ??= tools.now();
    return [uid];
  };
  /** The memory of a pod; a new one when it is seen for the first time. */
  const recall = async (uid: string): Promise<PodMemory | undefined> => {
    const known = memories.get(uid);
    if (known) return known;
    const pod = assigned.get(uid);
    const { sandboxes, containers } = await tools.snapshot.of(uid);
    const [first] = [...sandboxes, ...containers];
    if (!pod && !first) return undefined;
    const memory = newMemory(pod ?? orphan(first?.pod), first !== undefined || isTerminalPhase(pod?.status?.phase));
    if (!pod) memory.goneSince = tools.now();
    memories.set(uid, memory);
    return memory;
  };
  const reconcile = async (uid: string) => {
    const memory = await recall(uid);
    if (!memory) return undefined;
    const view = await gather(memory, tools);
    const decision = decide(view);
    const failure = await report(memory, view, decision);
    for (const action of decision.actions) {
      if (action.do === 'delete' && failure) continue;
      await begin(action, {
        memory,
        view,
        tools,
        ended: () => queue.enqueue(uid),
        forgotten: () => memories.delete(uid),
      });
    }
    if (failure) throw failure.error;
    return decision.wakeAt && { afterMs: Math.max(1, decision.wakeAt.getTime() - tools.now().getTime()) };
  };
  /** Writes the status; a failure is given back, so that the pod goes on without the API. */
  const report = async (
    memory: PodMemory,
    view: Awaited<ReturnType<typeof gather>>,
    { isOver, cause }: ReturnType<typeof decide>,
  ): Promise<{ error: unknown } | undefined> => {
    if (view.goneSince || view.admission === 'pending') return undefined;
    const { status = {} } = memory.pod;
    const ended = isTerminalPhase(status.phase)
      ? { phase: status.phase, reason: status.reason, message: status.message }
      : {};
    const old = { ...(memory.status?.wanted ?? status), ...ended };
    const { hostIps } = tools.place();
    const wanted = podStatus({ view, old, lastWords: memory.lastWords, hostIps, isOver, cause });
    for (const { type, reason, message } of eventsOf(memory.pod, old, wanted))
      tools.event(memory.pod, type, reason, message);
    return writeStatus(memory, wanted, tools.client).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
  };

  const queue = controller({
    name: `pods of ${nodeName}`,
    workers,
    logger: tools.logger,
    signal,
    reconcile,
    backoff: { baseMs: 100, capMs: 10_000 },
    sources: [
      {
        synced: async () => {
          await pods.synced();
          isSynced = true;
          for (const uid of (await tools.snapshot.pods()).keys()) queue.enqueue(uid);
        },
        subscribe: (enqueue) => {
          pods.onChange(({ type, object, old }) => {
            const replaced = old && old.metadata?.uid !== object.metadata?.uid ? follow(old, false) : [];
            for (const uid of [...replaced, ...follow(object, type !== 'DELETED')]) enqueue(uid);
          });
        },
      },
    ],
  });
  const offExit = tools.runtime.onExit((id) => {
    tools.snapshot.stale();
    const uid = tools.snapshot.podOf(id);
    if (uid) queue.enqueue(uid);
    else for (const known of memories.keys()) queue.enqueue(known);
  });
  const resync = async () => {
    while (!signal.aborted) {
      await delay(resyncMs, signal);
      tools.snapshot.stale();
      if (!isSynced || signal.aborted) continue;
      for (const memory of memories.values()) {
        if (!memory.isReleased) memory.eviction ??= await overuse(memory.pod, tools.directories.kubelet);
      }
      const there = await tools.snapshot.pods().catch(() => new Map<string, unknown>());
      for (const uid of new Set([...memories.keys(), ...there.keys(), ...assigned.keys()])) queue.enqueue(uid);
    }
    offExit();
  };
  const stopped = Promise.all([queue.stopped, resync()]).then(() => undefined);
  return {
    enqueue: (uid) => queue.enqueue(uid),
    admitted: () =>
      [...memories.values()]
        .filter(({ admission, isReleased }) => admission === 'admitted' && !isReleased)
        .map(({ pod }) => pod)
        .filter((pod) => !isTerminalPhase(pod.status?.phase)),
    memory: (uid) => memories.get(uid),
    all: () => memories.values(),
    stopped,
  };
}

/** A pod of which only the runtime still knows. */
function orphan(identity: { uid: string; namespace: string; name: string } | undefined): Pod {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { ...identity }, spec: { containers: [] } };
}
