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
import { keepNode, type NodeKeeper } from './node/node.ts';
import { allocatable } from './node/node-object.ts';
import type { NodeApi } from './node-api.ts';
import { nodeStreams } from './node-streams.ts';
import { type ClusterObjects, clusterObjects } from './objects.ts';
import { servePodResources } from './pod-resources/pod-resources.ts';
import { imagePuller } from './pods/image-puller.ts';
import { type PodWorkers, runPods } from './pods/pod-workers.ts';
import { parseResolver, type Resolver } from './pods/resolver.ts';
import type { NodePlace, PodTools } from './pods/tools.ts';
import { prober, unhealthyMessage } from './probes/prober.ts';
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
  /** Resolves when it was ended by the context's signal; containers run on. */
  readonly stopped: Promise<void>;
}

/** Starts a node: registers it, takes up the pods that run, and runs those that are given to it. */
export async function startKubelet(o: KubeletOptions): Promise<Kubelet> {
  const { context, nodeName, runtime } = o;
  const { client, now, signal } = context;
  const logger = context.logger.child({ node: nodeName });
  const mounts = o.mounts ?? machineMounts();
  const directories = { kubelet: join(o.dir, 'kubelet'), run: join(o.dir, 'run') };
  for (const directory of Object.values(directories)) {
    await mkdir(directory, { recursive: true });
    await mounts.share(directory);
  }

  const machine = await readMachine(o.dir);
  const snapshot = runtimeSnapshot(runtime);
  const objects = clusterObjects({ client, cache: (resource) => context.cache(resource) });
  const nodes = context.cache(resources.nodes);
  let keeper: NodeKeeper | undefined;
  let workers: PodWorkers | undefined;
  const devices = await startDevices({
    kubeletDirectory: directories.kubelet,
    logger,
    changed: () => keeper?.changed(),
  });
  keeper = keepNode({
    client,
    logger,
    signal,
    facts: async () => {
      const [counts, images] = [devices.counts(), await runtime.images.list()];
      return { name: nodeName, machine, devices: counts, images, port: kubeletPort, version: o.version, now: now() };
    },
  });
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
      changed: (id) => workers?.enqueue(snapshot.podOf(id) ?? ''),
      unhealthy(id, kind, answer) {
        const pod = workers?.memory(snapshot.podOf(id) ?? '')?.pod;
        if (pod) context.event(pod, 'Warning', 'Unhealthy', unhealthyMessage(kind, answer));
      },
    }),
    images: imagePuller(runtime.images, now),
    objects,
    mounts,
    directories,
    place: () => nodePlace(nodeName, machine, nodes.get(nodeName)),
    resolver: machineResolver,
    clusterDomain: o.clusterDomain ?? 'cluster.local',
    fits(pod) {
      const node = nodes.get(nodeName);
      return node && unfit(pod, node, workers?.admitted() ?? []);
    },
    exitOf: exits(runtime).of,
  };
  const running = runPods({ tools, pods: context.cache(resources.pods), nodeName, signal });
  workers = running;
  wakeByObjects(running, objects);
  const podResources = await servePodResources(
    join(directories.kubelet, 'pod-resources', 'kubelet.sock'),
    devices,
    running.admitted,
  );
  const stopped = Promise.all([running.stopped, keeper.stopped]).then(() => {
    tools.prober.stop();
    podResources.stop();
    devices.stop();
  });
  return { ...nodeStreams(nodeName, runtime, snapshot), registered: keeper.registered, stopped };
}

const kubeletPort = 10250;

function nodePlace(nodeName: string, machine: Machine, node: Node | undefined): NodePlace {
  const known = node?.status?.allocatable;
  return { nodeName, hostIps: [machine.ip], allocatable: known ?? allocatable({ machine }) };
}

/** What the machine itself asks for names; behind systemd's own stub, what that asks. */
async function machineResolver(): Promise<Resolver> {
  const read = async (file: string) => parseResolver(await readFile(file, 'utf8').catch(() => ''));
  const own = await read('/etc/resolv.conf');
  return own.nameservers.length > 0 ? own : read('/run/systemd/resolve/resolv.conf');
}

/** Has pods looked at again when an object they refer to has changed. */
function wakeByObjects(workers: PodWorkers, objects: ClusterObjects): void {
  objects.onChange((changed) => {
    for (const { pod, failures } of workers.all()) {
      if (pod.metadata?.namespace !== changed.namespace) continue;
      const isMeant = referredObjects(pod).some(({ kind, name }) => kind === changed.kind && name === changed.name);
      if (!isMeant) continue;
      for (const [name, { reason }] of failures) if (reason === 'CreateContainerConfigError') failures.delete(name);
      workers.enqueue(pod.metadata?.uid ?? '');
    }
  });
}
