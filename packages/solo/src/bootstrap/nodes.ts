// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { join } from 'node:path';
import type { Logger } from '@kubevirt-ts/kube';
import { serveLoads } from '../cli/load-socket.ts';
import { ImageStore } from '../kubelet/images/image-store.ts';
import { type Kubelet, startKubelet } from '../kubelet/index.ts';
import { openRuntime } from '../kubelet/runtime/open-runtime.ts';
import type { Runtime } from '../kubelet/runtime/runtime.ts';
import { serviceProxy } from '../kubelet/service-proxy/index.ts';
import type { Contexts } from './context.ts';
import type { Running } from './controllers.ts';
import type { NodePlace } from './node-place.ts';

/** What nodes are opened with. */
export interface NodesOptions {
  /** The state directory. */
  directory: string;
  places: readonly NodePlace[];
  hostImages: readonly { reference: string; directory: string }[];
  logger: Logger;
  now: () => Date;
}

/** Nodes that have their networks and know their containers. */
export interface OpenNodes {
  /** Starts them; resolves when all are registered. `started` is told of each as soon as it can be asked. */
  start(world: Contexts, o: { version: string; started: (kubelet: Kubelet) => void }): Promise<Running[]>;
  /** Containers run on. */
  close(): Promise<void>;
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

/** Opens all nodes of a state directory; what `solo load` brings is taken from then on. */
export async function openNodes(o: NodesOptions): Promise<OpenNodes> {
  const { directory, hostImages, logger, now } = o;
  const images = await openImages(directory, { hostImages, logger });
  const closeLoads = await serveLoads(directory, images);
  const nodes = await Promise.all(
    o.places.map(async (place) => ({ place, runtime: await openNode(place, { images, logger, now }) })),
  );
  return {
    async start(world, { version, started }) {
      const kubelets = nodes.map(async ({ place: { name, directory: dir }, runtime }): Promise<Running> => {
        const kubelet = await startKubelet({ context: world.forNode(name), nodeName: name, dir, runtime, version });
        started(kubelet);
        await kubelet.registered;
        return { name, stopped: kubelet.stopped };
      });
      const { context } = world;
      return [serviceProxy(context.as?.('kube-proxy') ?? context), ...(await Promise.all(kubelets))];
    },
    async close() {
      closeLoads();
      await Promise.all(nodes.map(({ runtime }) => runtime.close()));
    },
  };
}
