// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { delay, type Node, resources } from '@kubevirt-ts/kube';
import type { SoloContext } from '../context.ts';
import { startDevices } from './devices/devices.ts';
import { exits } from './exits.ts';
import { unfit } from './node/fits.ts';
import { type Machine, readMachine } from './node/machine.ts';
import { keepNode } from './node/node.ts';
import { allocatable } from './node/node-object.ts';
import type { NodeApi } from './node-api.ts';
import { nodeStreams } from './node-streams.ts';
import { clusterObjects } from './objects.ts';
import { servePodResources } from './pod-resources/pod-resources.ts';
import { imagePuller } from './pods/image-puller.ts';
import { type PodWorkers, runPods } from './pods/pod-workers.ts';
import { parseResolver, type Resolver } from './pods/resolver.ts';
import type { NodePlace, PodTools } from './pods/tools.ts';
import { prober } from './probes/prober.ts';
import type { Runtime } from './runtime/runtime.ts';
import { runtimeSnapshot } from './runtime-snapshot.ts';
import { type Mounts, machineMounts } from './volumes/mounts.ts';
import { podVolumes } from './volumes/pod-volumes.ts';
import { referredObjects } from './volumes/references.ts';
import { podTokens } from './volumes/token.ts';

/** What a node is started with. */
export interface KubeletOptions {
  /** Its client acts as `system:node:<name>`. */
  context: SoloContext;
  nodeName: string;
  /** The node's directory: `kubelet` and `run` in it are its /var/lib/kubelet and /run. */
  dir: string;
  runtime: Runtime;
  /** What the node says of its version, such as `v1.33.0`. */
  version: string;
  /** @defaultValue cluster.local */
  clusterDomain?: string;
  /** @defaultValue the machine's */
  mounts?: Mounts;
}

/** A running node. */
export interface Kubelet extends NodeApi {
  /** Resolves when the node is registered. */
  readonly registered: Promise<void>;
  /** Resolves when it was ended by the context's signal and nothing of it is under way; containers run on. */
  readonly stopped: Promise<void>;
}

/** Starts a node: registers it, takes up the pods that run, and runs those that are given to it. */
export async function startKubelet(o: KubeletOptions): Promise<Kubelet> {
  const { context, nodeName, runtime } = o;
  const { client, now, signal } = context;
  const logger = context.logger.child({ node: nodeName });
  const mounts = o.mounts ?? machineMounts();
  const directories = { kubelet: join(o.dir, 'kubelet'), run: join(o.dir, 'run') };
  for (const directory of Object.values(directories)) await mkdir(directory, { recursive: true });

  const machine = await readMachine(o.dir);
  const snapshot = runtimeSnapshot(runtime);
  const objects = clusterObjects({ client, cache: (resource) => context.cache(resource) });
  const node = context.cache(resources.nodes);
  const devices = await startDevices({
    kubeletDirectory: directories.kubelet,
    logger,
    changed: () => keeper?.changed(),
  });
  const keeper = keepNode({
    client,
    logger,
    signal,
    facts: async () => {
      const images = await runtime.images.list();
      return {
        name: nodeName,
        machine,
        devices: devices.counts(),
        images,
        port: 10250,
        version: o.version,
        now: now(),
      };
    },
  });

  const place = () => nodePlace(nodeName, machine, node.get(nodeName));
  const tools: PodTools = {
    client,
    logger,
    now,
    event: (pod, type, reason, message) => context.event(pod, type, reason, message),
    runtime,
    snapshot,
    volumes: podVolumes({ objects, tokens: podTokens(client, now), mounts, node: directories, now }),
    devices,
    prober: prober({
      now,
      delay,
      changed: (id) => enqueueOwner(id),
      unhealthy: (id, kind, answer) => {
        const pod = workers.memory(snapshot.podOf(id) ?? '')?.pod;
        const title = kind.charAt(0).toUpperCase() + kind.slice(1);
        const message =
          'error' in answer
            ? `${title} probe errored and resulted in unknown state: ${answer.error}`
            : `${title} probe failed: ${answer.message}`;
        if (pod) context.event(pod, 'Warning', 'Unhealthy', message);
      },
    }),
    images: imagePuller(runtime.images, now),
    objects,
    mounts,
    directories,
    place,
    resolver: machineResolver,
    clusterDomain: o.clusterDomain ?? 'cluster.local',
    fits: (pod) => {
      const known = node.get(nodeName);
      return known && unfit(pod, known, workers.active());
    },
    exitOf: exits(runtime).of,
  };
  // biome-ignore lint/style/useConst: the tools need it and it needs them
  let workers: PodWorkers;
  const enqueueOwner = (id: string) => {
    const uid = snapshot.podOf(id);
    if (uid) workers.enqueue(uid);
  };
  workers = runPods({ tools, pods: context.cache(resources.pods), nodeName, signal });
  followObjects(workers, tools);
  const podResources = await servePodResources(
    join(directories.kubelet, 'pod-resources', 'kubelet.sock'),
    devices,
    () => workers.active(),
  );
  const stopped = Promise.all([workers.stopped, keeper.stopped]).then(() => {
    podResources.stop();
    devices.stop();
  });
  return { ...nodeStreams(nodeName, runtime, snapshot), registered: keeper.registered, stopped };
}

/** What a node says of itself: what its object has, and before that is there, what it will have. */
function nodePlace(nodeName: string, machine: Machine, node: Node | undefined): NodePlace {
  const addresses = node?.status?.addresses?.filter(({ type }) => type === 'InternalIP').map(({ address }) => address);
  return {
    nodeName,
    hostIps: addresses?.length ? addresses : [machine.ip],
    allocatable: node?.status?.allocatable ?? allocatable({ machine }),
  };
}

/** Where systemd's resolver keeps what it asks itself; /etc/resolv.conf then names only the resolver, which pods cannot reach. */
const resolvConfs = ['/run/systemd/resolve/resolv.conf', '/etc/resolv.conf'];

async function machineResolver(): Promise<Resolver> {
  for (const file of resolvConfs) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) return parseResolver(text);
  }
  return parseResolver('');
}

/** Has pods looked at when an object that they refer to comes, changes or goes. */
function followObjects(workers: PodWorkers, { objects }: PodTools): void {
  objects.onChange(({ kind, namespace, name }) => {
    for (const { pod } of workers.all()) {
      const isReferred = referredObjects(pod).some(
        (ref) => ref.kind === kind && ref.namespace === namespace && ref.name === name,
      );
      if (isReferred && pod.metadata?.uid) workers.enqueue(pod.metadata.uid);
    }
  });
}
