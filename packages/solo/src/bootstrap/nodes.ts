// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { join } from 'node:path';
import type { Logger } from '@kubevirt-ts/kube';
import type { SoloContext } from '../context.ts';
import { ImageStore } from '../kubelet/images/image-store.ts';
import { type Kubelet, startKubelet } from '../kubelet/index.ts';
import { openRuntime } from '../kubelet/runtime/open-runtime.ts';
import type { Runtime } from '../kubelet/runtime/runtime.ts';

/** Where a node is: its name, directory, bridge and pod addresses, all by its number, counted from 1. */
export interface NodePlace {
  name: string;
  directory: string;
  bridge: string;
  podSubnet: string;
  /** The bridge's own address. */
  gateway: string;
}

/** The place of a node in a state directory. */
export function nodePlace(directory: string, number: number): NodePlace {
  const name = `node${number}`;
  return {
    name,
    directory: join(directory, 'nodes', name),
    bridge: `solo${number}`,
    podSubnet: `10.42.${number}.0/24`,
    gateway: `10.42.${number}.1`,
  };
}

/** Opens the images that all nodes share. */
export function openImages(
  directory: string,
  o: { hostImages: readonly { reference: string; directory: string }[]; logger: Logger },
): Promise<ImageStore> {
  return ImageStore.open({ directory: join(directory, 'images'), ...o });
}

/** The runtime of a node; its bridge is there then. */
export function openNode(
  place: NodePlace,
  o: { images: ImageStore; logger: Logger; now: () => Date },
): Promise<Runtime> {
  const { directory, bridge, podSubnet } = place;
  return openRuntime({ directory, bridge, podSubnet, ...o, logger: o.logger.child({ node: place.name }) });
}

/** Starts a node over its runtime. */
export function startNode(
  place: NodePlace,
  o: { context: SoloContext; runtime: Runtime; version: string },
): Promise<Kubelet> {
  return startKubelet({ ...o, nodeName: place.name, dir: place.directory });
}
