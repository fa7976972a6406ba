// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { join } from 'node:path';
import { type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';
import { delay, type Logger } from '@kubevirt-ts/kube';
import { devicePluginApi, type Registration } from './api.ts';
import { connectPlugin, type Plugin, type PluginDevice } from './plugin.ts';
import { serveSocket } from './serve-socket.ts';

/** A resource that a plugin offers, or offered. */
interface Offer {
  /** Absent while it is not connected. */
  plugin?: Plugin;
  devices: readonly PluginDevice[];
}

/** What the plugins of a node offer. */
export interface Offers {
  all(): ReadonlyMap<string, Offer>;
  get(resource: string): Offer | undefined;
  /** The ids of a resource's healthy devices. */
  healthy(resource: string): Set<string>;
  /** Waits until the resources' plugins have told their devices; not for ever. */
  told(resources: readonly string[]): Promise<void>;
  stop(): void;
}

/** What offers are collected with. */
export interface OffersOptions {
  directory: string;
  /** Resources whose plugins are expected to come back: they count 0 until then. */
  expected: readonly string[];
  logger: Logger;
  changed: () => void;
}

const goneForGoodMs = 300_000;
const awaitedMs = 30_000;

/** Listens for plugins at the kubelet's socket. The devices of one that is gone are unhealthy, and after five minutes no more. */
export async function collectOffers({ directory, expected, logger, changed }: OffersOptions): Promise<Offers> {
  const offers = new Map<string, Offer>(expected.map((resource) => [resource, { devices: [] }]));
  const expiries = new Map<string, NodeJS.Timeout>();
  const awaited = new Map(expected.map((resource) => [resource, Promise.withResolvers<void>()]));

  const put = (resource: string, offer: Offer) => {
    clearTimeout(expiries.get(resource));
    offers.set(resource, offer);
    const isLeaving = !offer.plugin && offer.devices.length > 0;
    if (isLeaving) expiries.set(resource, setTimeout(() => put(resource, { devices: [] }), goneForGoodMs).unref());
    changed();
  };
  const register = (registration: Registration) => {
    const { resourceName, endpoint } = registration;
    const before = offers.get(resourceName);
    before?.plugin?.close();
    const plugin = connectPlugin(join(directory, endpoint), registration, {
      devices(devices) {
        put(resourceName, { plugin, devices });
        awaited.get(resourceName)?.resolve();
      },
      ended(error) {
        const offer = offers.get(resourceName);
        if (offer?.plugin !== plugin) return;
        logger.info({ resource: resourceName, error: error?.message }, 'a device plugin is gone');
        put(resourceName, { devices: offer.devices.map(unhealthy) });
      },
    });
    put(resourceName, { plugin, devices: (before?.devices ?? []).map(unhealthy) });
    logger.info({ resource: resourceName }, 'a device plugin registered');
  };
  const server = await serveSocket(
    join(directory, 'kubelet.sock'),
    { api: devicePluginApi, service: 'Registration' },
    {
      Register(call: ServerUnaryCall<Registration, object>, answer: sendUnaryData<object>) {
        const refusal = unacceptable(call.request);
        if (refusal) return answer({ code: status.UNKNOWN, details: refusal });
        answer(null, {});
        register(call.request);
      },
    },
  );
  return {
    all: () => offers,
    get: (resource) => offers.get(resource),
    healthy(resource) {
      const devices = offers.get(resource)?.devices ?? [];
      return new Set(devices.filter(({ isHealthy }) => isHealthy).map(({ id }) => id));
    },
    async told(resources) {
      const waits = resources.flatMap((resource) => awaited.get(resource)?.promise ?? []);
      if (waits.length === 0) return;
      const pause = new AbortController();
      await Promise.race([Promise.all(waits), delay(awaitedMs, pause.signal)]);
      pause.abort();
    },
    stop() {
      server.stop();
      for (const timer of expiries.values()) clearTimeout(timer);
      for (const { plugin } of offers.values()) plugin?.close();
    },
  };
}

function unhealthy({ id }: PluginDevice): PluginDevice {
  return { id, isHealthy: false };
}

function unacceptable({ version, resourceName, endpoint }: Registration): string | undefined {
  if (version !== 'v1beta1') {
    return `requested API version "${version}" is not supported by kubelet. Supported version is "v1beta1"`;
  }
  if (!/^[^/]+\/[^/]+$/.test(resourceName) || resourceName.split('/')[0]?.endsWith('kubernetes.io')) {
    return `the ResourceName "${resourceName}" is invalid`;
  }
  return endpoint.includes('/') ? `the endpoint "${endpoint}" is not a file name` : undefined;
}
