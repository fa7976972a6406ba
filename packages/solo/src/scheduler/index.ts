// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Cache, keyOf, logged, type Node, type Pod, resources } from '@kubevirt-ts/kube';
import type { SoloContext } from '../context.ts';
import { errorText } from '../controllers/pods/control.ts';
import { isTerminal, isTerminating } from '../controllers/pods/state.ts';
import { bind, evict, tellUnschedulable } from './apply.ts';
import { concerns, concernsNode, isSameToPlace } from './changes.ts';
import { ClusterState } from './cluster-state.ts';
import { type PodInfo, podInfo } from './node-info.ts';
import { SchedulingQueue } from './queue.ts';
import { schedule } from './schedule.ts';
import type { Snapshot } from './snapshot.ts';
import { VolumeBinder } from './volume-binder.ts';

/** A running scheduler. */
export interface Scheduler {
  readonly name: string;
  /** Resolves when it was ended and nothing is being bound any more. */
  readonly stopped: Promise<void>;
}

const schedulerName = 'default-scheduler';
/** After this long others in the process get their turn. */
const turnMs = 20;

/** Watches pods without a node and gives each one the node that suits it best, one after the other. @upstream kube-scheduler */
export function startScheduler(c: SoloContext): Scheduler {
  const scheduling = new Scheduling(c);
  return { name: schedulerName, stopped: scheduling.run() };
}

class Scheduling {
  readonly #c: SoloContext;
  readonly #pods: Cache<Pod>;
  readonly #nodes: Cache<Node>;
  readonly #state = new ClusterState();
  readonly #queue = new SchedulingQueue();
  readonly #binder: VolumeBinder;
  /** Nodes that are being cleared for pods, by the pod's key. */
  readonly #nominated = new Map<string, string>();
  readonly #writing = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #isStarted = false;
  #isAwake = false;

  constructor(c: SoloContext) {
    this.#c = c;
    this.#pods = c.cache(resources.pods);
    this.#nodes = c.cache(resources.nodes);
    this.#binder = new VolumeBinder(c);
  }

  async run(): Promise<void> {
    const c = this.#c;
    const others = [
      c.cache(resources.persistentVolumeClaims),
      c.cache(resources.persistentVolumes),
      c.cache(resources.storageClasses),
      c.cache(resources.namespaces),
      c.cache(resources.podDisruptionBudgets),
    ];
    this.#nodes.onChange((change) => {
      if (change.type === 'DELETED') this.#state.removeNode(keyOf(change.object));
      else this.#state.setNode(change.object);
      if (concernsNode(change)) this.#changed();
    });
    this.#pods.onChange((change) => {
      const { type, object, old } = change;
      if (type === 'DELETED') this.#state.removePod(object.metadata?.uid ?? '');
      else this.#state.setPod(object);
      this.#follow(type === 'DELETED' ? undefined : object, keyOf(object), old);
      if (concerns(change)) this.#changed();
    });
    for (const cache of others.slice(0, 3)) cache.onChange(() => this.#changed());
    const ended = Promise.withResolvers<void>();
    c.signal.addEventListener('abort', () => ended.resolve(), { once: true });
    try {
      await Promise.all([this.#nodes, this.#pods, ...others].map((cache) => cache.synced()));
      this.#isStarted = true;
      this.#wake();
      if (!c.signal.aborted) await ended.promise;
    } catch (error) {
      if (!c.signal.aborted) c.logger.error({ ...logged(error) }, 'the scheduler never started');
    }
    clearTimeout(this.#timer);
    await Promise.all(this.#writing);
  }

  /** Keeps a pod in the queue exactly as long as it needs a node. */
  #follow(pod: Pod | undefined, key: string, old: Pod | undefined): void {
    if (!pod || !needsNode(pod) || this.#state.isPlaced(pod.metadata?.uid ?? '')) {
      this.#queue.remove(key);
      this.#nominated.delete(key);
      return;
    }
    this.#queue.add(key, pod.spec?.priority ?? 0, this.#c.now());
    if (pod.status?.nominatedNodeName) this.#nominated.set(key, pod.status.nominatedNodeName);
    // Its own status, which is written here, is no reason to try again.
    if (old && !isSameToPlace(old, pod)) this.#queue.touch(key);
    this.#wake();
  }

  #changed(): void {
    this.#queue.changed();
    this.#wake();
  }

  /** Works the queue off once what goes on now is over, so that all of a burst of changes is seen. */
  #wake(): void {
    if (this.#isAwake || !this.#isStarted || this.#c.signal.aborted) return;
    this.#isAwake = true;
    setImmediate(() => {
      this.#isAwake = false;
      this.#work();
    });
  }

  #work(): void {
    clearTimeout(this.#timer);
    if (this.#c.signal.aborted) return;
    const startedMs = performance.now();
    for (let next = this.#queue.next(this.#c.now()); next; next = this.#queue.next(this.#c.now())) {
      this.#attempt(next.key, next.changes);
      if (performance.now() - startedMs > turnMs) {
        this.#wake();
        return;
      }
    }
    const waitMs = this.#queue.waitMs(this.#c.now());
    if (waitMs !== undefined) this.#timer = setTimeout(() => this.#wake(), Math.max(1, waitMs));
  }

  #attempt(key: string, changes: number): void {
    const pod = this.#pods.get(key);
    if (!pod) {
      this.#queue.remove(key);
      return;
    }
    const info = podInfo(pod);
    const snapshot = this.#snapshot();
    const placement = schedule(info, snapshot, {
      nominated: (node) => this.#nominatedTo(node),
      budgets: this.#c.cache(resources.podDisruptionBudgets).list(),
    });
    if ('node' in placement) {
      this.#queue.remove(key);
      this.#background(key, this.#place(info, placement.node, snapshot));
      return;
    }
    const { message, preempt } = placement;
    this.#queue.failed(key, changes, this.#c.now());
    if (preempt) this.#nominated.set(key, preempt.node);
    else this.#nominated.delete(key);
    this.#background(
      key,
      (async () => {
        await Promise.all((preempt?.victims ?? []).map((victim) => evict(this.#c, victim, pod)));
        await tellUnschedulable(this.#c, pod, message, preempt?.node);
      })(),
    );
  }

  async #place(info: PodInfo, nodeName: string, snapshot: Snapshot): Promise<void> {
    const { pod } = info;
    const key = keyOf(pod);
    const node = snapshot.nodes.find(({ name }) => name === nodeName);
    const bindVolumes = node && this.#binder.promise(pod, node, snapshot);
    this.#state.assume(info, nodeName);
    try {
      await bindVolumes?.();
      await bind(this.#c, pod, nodeName);
      this.#nominated.delete(key);
    } catch (error) {
      this.#state.forget(pod.metadata?.uid ?? '');
      const cached = this.#pods.get(key);
      if (this.#c.signal.aborted || !cached || !needsNode(cached)) return;
      this.#queue.add(key, info.priority, this.#c.now());
      this.#queue.failed(key, 0, this.#c.now(), true);
      this.#changed();
      await tellUnschedulable(this.#c, cached, `binding rejected: ${errorText(error)}`);
    }
  }

  #background(key: string, work: Promise<void>): void {
    const writing = work.catch((error: unknown) => {
      if (!this.#c.signal.aborted) this.#c.logger.warn({ ...logged(error), key }, 'scheduling a pod failed');
    });
    this.#writing.add(writing);
    void writing.then(() => this.#writing.delete(writing));
  }

  #snapshot(): Snapshot {
    const namespaces = this.#c.cache(resources.namespaces);
    return {
      nodes: this.#state.nodes,
      volumes: this.#binder.view(),
      namespaceLabels: (namespace) => namespaces.get(namespace)?.metadata?.labels ?? {},
    };
  }

  #nominatedTo(node: string): PodInfo[] {
    return [...this.#nominated].flatMap(([key, name]) => {
      const pod = name === node ? this.#pods.get(key) : undefined;
      return pod && needsNode(pod) && !this.#state.isPlaced(pod.metadata?.uid ?? '') ? [podInfo(pod)] : [];
    });
  }
}

function needsNode(pod: Pod): boolean {
  return (
    !pod.spec?.nodeName &&
    (pod.spec?.schedulerName ?? schedulerName) === schedulerName &&
    !pod.spec?.schedulingGates?.length &&
    !isTerminating(pod) &&
    !isTerminal(pod)
  );
}
