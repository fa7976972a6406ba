// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import {
  type Cache,
  deepFreeze,
  type KubeObject,
  type Pod,
  type Resource,
  resources,
  watchCache,
} from '@kubevirt-ts/kube';
import { type Clock, clock, eventually, type MemoryClient, memoryClient, node, quiet } from '@kubevirt-ts/testkit';
import type { SoloContext } from '../src/context.ts';
import { type Kubelet, startKubelet } from '../src/kubelet/index.ts';
import type { Mounts } from '../src/kubelet/volumes/mounts.ts';
import { type FakeRuntime, fakeRuntime } from './fake-runtime.ts';

/** A node over a fake runtime and an API in memory. */
export interface PodWorld {
  client: MemoryClient;
  runtime: FakeRuntime;
  clock: Clock;
  directory: string;
  /** `type reason message`, in order. */
  events: string[];
  kubelet: Kubelet;
  /** The pod as the API has it. */
  pod(name?: string): Pod | undefined;
  /** Waits until the pod is as said. */
  until(check: (pod: Pod) => unknown, what?: string): Promise<Pod>;
  /** Asks for the pod's deletion, as the API server would write it down. */
  askDeletion(graceSeconds?: number): void;
  /** Lets time pass, and has all pods looked at again. */
  pass(ms: number): void;
  /** Ends this process's part, as a kill does, and starts another one over the same runtime, API and directory. */
  restart(): Promise<void>;
}

/** Mounts that are only remembered. */
export function fakeMounts(): Mounts & { made: string[] } {
  const made: string[] = [];
  return {
    made,
    below: async (path) => made.filter((one) => one === path || one.startsWith(`${path}/`)),
    bind: async (_, target) => void made.push(target),
    tmpfs: async (target) => void made.push(target),
    share: async () => undefined,
    unmount: async (target) => void made.splice(made.lastIndexOf(target), 1),
    attachLoop: async () => '/dev/loop7',
    detachLoop: async () => undefined,
  };
}

/** Starts a node named node01 with these objects in the API, for as long as a test. */
export async function podWorld(t: TestContext, objects: readonly KubeObject[] = []): Promise<PodWorld> {
  const time = clock();
  const client = memoryClient([node({ metadata: { labels: { 'kubernetes.io/hostname': 'node01' } } }), ...objects], {
    gracefulPods: true,
    now: time.now,
    raw: () => ({
      status: { token: 'a token', expirationTimestamp: new Date(time.now().getTime() + 3_600_000).toISOString() },
    }),
  });
  const runtime = fakeRuntime(time.now);
  const directory = await mkdtemp(join(tmpdir(), 'solo-'));
  const events: string[] = [];
  const mounts = fakeMounts();
  let end = new AbortController();
  const start = async () => {
    end = new AbortController();
    const caches = new Map<string, unknown>();
    const context: SoloContext = {
      client,
      logger: quiet(),
      now: time.now,
      signal: end.signal,
      event: (_, type, reason, message) => void events.push(`${type} ${reason} ${message}`),
      cache<T extends KubeObject>(resource: Resource<T>) {
        const known =
          caches.get(resource.plural) ?? watchCache({ client, resource, logger: quiet(), signal: end.signal });
        caches.set(resource.plural, known);
        return known as Cache<T>;
      },
    };
    return startKubelet({ context, nodeName: 'node01', dir: directory, runtime, version: 'v1.33.0', mounts });
  };

  const world: PodWorld = {
    client,
    runtime,
    clock: time,
    directory,
    events,
    kubelet: await start(),
    pod: (name = 'testpod') => client.peek(resources.pods, { namespace: 'default', name }),
    until: (check, what) =>
      eventually(() => {
        const pod = world.pod();
        return pod && check(pod) ? pod : undefined;
      }, what),
    askDeletion(graceSeconds = 30) {
      const pod = world.pod();
      const deletionTimestamp = new Date(time.now().getTime() + graceSeconds * 1000).toISOString();
      client.put({
        ...pod,
        metadata: { ...pod?.metadata, deletionTimestamp, deletionGracePeriodSeconds: graceSeconds },
      });
    },
    pass(ms) {
      time.advance(ms);
      // A change of the object is what has a pod looked at: real timers do not follow this clock.
      const pod = world.pod();
      if (pod)
        client.put(
          deepFreeze({ ...pod, metadata: { ...pod.metadata, annotations: { at: String(time.now().getTime()) } } }),
        );
    },
    async restart() {
      end.abort();
      await world.kubelet.stopped;
      world.kubelet = await start();
    },
  };
  t.after(async () => {
    end.abort();
    await world.kubelet.stopped;
    await rm(directory, { recursive: true, force: true });
  });
  return world;
}
