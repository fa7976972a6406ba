// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Client, Logger, Pod } from '@kubevirt-ts/kube';
import type { Devices } from '../devices/devices.ts';
import type { ClusterObjects } from '../objects.ts';
import type { Prober } from '../probes/prober.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { RuntimeSnapshot } from '../runtime-snapshot.ts';
import type { NodeDirectories } from '../volumes/host-path.ts';
import type { Mounts } from '../volumes/mounts.ts';
import type { PodVolumes } from '../volumes/pod-volumes.ts';
import type { ImagePuller } from './image-puller.ts';
import type { Resolver } from './resolver.ts';
import type { Problem } from './view.ts';

/** What a node says of itself to its pods. */
export interface NodePlace {
  nodeName: string;
  hostIps: readonly string[];
  allocatable: Readonly<Record<string, string>>;
}

/** What pods are run with. */
export interface PodTools {
  client: Client;
  logger: Logger;
  now: () => Date;
  event(pod: Pod, type: 'Normal' | 'Warning', reason: string, message: string): void;
  runtime: Runtime;
  snapshot: RuntimeSnapshot;
  volumes: PodVolumes;
  devices: Devices;
  prober: Prober;
  images: ImagePuller;
  objects: ClusterObjects;
  mounts: Mounts;
  directories: NodeDirectories;
  place: () => NodePlace;
  resolver: () => Promise<Resolver>;
  clusterDomain: string;
  /** Whether the node has what a pod asks for, before devices are given out. */
  fits: (pod: Pod) => Problem | undefined;
  /** A signal that aborts when a container ends. */
  exitOf(containerId: string): AbortSignal;
}
