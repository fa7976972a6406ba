// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '@kubevirt-ts/kube';
import { listener } from './apiserver/http/listen.ts';
import { versionInfo } from './apiserver/version.ts';
import { kubeconfig } from './auth/kubeconfig.ts';
import { ensurePki } from './auth/pki.ts';
import { reconcilePolicy } from './auth/rbac/bootstrap/reconcile.ts';
import { addresses, loopback } from './bootstrap/addresses.ts';
import { apiServer } from './bootstrap/api-server.ts';
import { ensureClusterObjects, ensureNamespaces } from './bootstrap/cluster-objects.ts';
import { componentUser, contexts } from './bootstrap/context.ts';
import { type Running, startApiControllers, startWorkloads } from './bootstrap/controllers.ts';
import { type NodePlace, nodePlace } from './bootstrap/node-place.ts';
import type { OpenNodes } from './bootstrap/nodes.ts';
import { provisionerName } from './controllers/index.ts';
import type { Kubelet } from './kubelet/index.ts';
import { openStore } from './store/open-store.ts';

/** What a cluster is started with. */
export interface SoloOptions {
  /** Where everything is kept; this process has it alone. */
  directory: string;
  /** 0 takes any free one. */
  port: number;
  /** Addresses to serve the API on, besides loopback and the nodes' bridges. */
  addresses: readonly string[];
  /** How many nodes; with 0 there are none, and no root is needed. */
  nodes: number;
  hostImages: readonly { reference: string; directory: string }[];
  logger: Logger;
  /** Told, in a line, of each step that is done. */
  progress: (line: string) => void;
  /** Begins the end; containers run on. */
  signal: AbortSignal;
  /** @defaultValue the machine's clock */
  now?: () => Date;
  /** How long requests that are being answered may take when it ends. @defaultValue 2000 */
  drainMs?: number;
}

/** A cluster that is ready. */
export interface Solo {
  /** `https://127.0.0.1:7443` */
  readonly server: string;
  readonly kubeconfigPath: string;
  /** Resolves when, after the signal, everything of this process has ended. */
  readonly stopped: Promise<void>;
}

const serviceAddress = '10.43.0.1';
const dnsNames = [
  'localhost',
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
];
const defaultDrainMs = 2000;

/** Starts a cluster; resolves when it is ready for whatever is asked of it. */
export async function startSolo(o: SoloOptions): Promise<Solo> {
  const now = o.now ?? (() => new Date());
  const step = steps(o.progress);
  const stateFile = keepPrivate(o.directory);
  const places = Array.from({ length: o.nodes }, (_, i) => nodePlace(o.directory, i + 1));
  const opening = openNodes(o, places);
  const gateways = places.map(({ gateway }) => gateway);
  const { listen, certified } = addresses(o.addresses, gateways);

  const pki = await step('keys and certificates', () =>
    ensurePki({
      directory: join(o.directory, 'pki'),
      addresses: [serviceAddress, ...certified],
      dnsNames: [...dnsNames, hostname()],
      now: now(),
    }),
  );
  const store = await step('store', () => openStore(stateFile, { now }));
  const kubelets = new Map<string, Kubelet>();
  const ready: { problem: string | undefined } = { problem: 'starting' };
  const server = `https://${loopback}:${o.port}`;
  const api = await step('API', () =>
    apiServer({
      store,
      pki,
      server,
      cacheDirectory: join(o.directory, 'cache'),
      logger: o.logger,
      now,
      checks: { live: {}, ready: { start: () => ready.problem } },
      nodeApi: (name) => kubelets.get(name),
    }),
  );
  const world = contexts({ client: api.client, logger: o.logger, now, signal: o.signal });
  const { context } = world;
  const admin = api.client(componentUser('system:apiserver'), 'kube-apiserver');
  await step('namespaces and roles', async () => {
    await ensureNamespaces(admin);
    await reconcilePolicy(admin);
  });

  const certificate = pki.server;
  const serve = listener({ front: api.front, certificate, clientCa: pki.ca.certificatePem, logger: o.logger });
  const [firstAddress = loopback, ...otherAddresses] = listen;
  const port = await step('listening', () => serve.listen(firstAddress, o.port));
  const nodes = await opening;
  for (const address of otherAddresses) await serve.listen(address, port);
  const running: Running[] = [];
  await Promise.all([
    step('cluster objects', () =>
      ensureClusterObjects(admin, {
        clientCa: pki.ca.certificatePem,
        frontProxyCa: pki.frontProxyCa.certificatePem,
        apiAddresses: gateways,
        apiPort: port,
        serviceAddress,
        provisioner: provisionerName,
      }),
    ),
    step('controllers', () => {
      const volumesDirectory = join(o.directory, 'volumes');
      running.push(
        ...startApiControllers(context, api, store),
        ...startWorkloads(context, { api, store, caPem: pki.ca.certificatePem, volumesDirectory }),
      );
    }),
    nodes &&
      step('nodes registered', async () => {
        const started = (kubelet: Kubelet) => kubelets.set(kubelet.nodeName, kubelet);
        running.push(...(await nodes.start(world, { version: versionInfo().gitVersion, started })));
      }),
  ]);

  const reached = `https://${loopback}:${port}`;
  const kubeconfigPath = join(o.directory, 'admin.kubeconfig');
  const text = kubeconfig({
    server: reached,
    caPem: pki.ca.certificatePem,
    user: 'kubernetes-admin',
    client: pki.admin,
  });
  if (!existsSync(kubeconfigPath) || readFileSync(kubeconfigPath, 'utf8') !== text) {
    writeFileSync(kubeconfigPath, text, { mode: 0o600 });
  }
  ready.problem = undefined;

  const stop = async () => {
    ready.problem = 'shutting down';
    api.front.endLongRunning();
    await serve.close(o.drainMs ?? defaultDrainMs);
    await world.flush();
    await Promise.all(running.map(({ stopped }) => stopped));
    await nodes?.close();
    api.close();
    store.close();
  };
  const stopped = new Promise<void>((resolve) => {
    if (o.signal.aborted) resolve();
    else o.signal.addEventListener('abort', () => resolve(), { once: true });
  }).then(stop);
  return { server: reached, kubeconfigPath, stopped };
}

/** Secrets are for root alone: as they are stored, and as pods have them. Gives the file of the store. */
function keepPrivate(directory: string): string {
  for (const path of [directory, join(directory, 'nodes')]) mkdirSync(path, { recursive: true, mode: 0o700 });
  const file = join(directory, 'state.db');
  closeSync(openSync(file, 'a', 0o600));
  return file;
}

function openNodes(o: SoloOptions, places: readonly NodePlace[]): Promise<OpenNodes> | undefined {
  if (places.length === 0) return undefined;
  const now = o.now ?? (() => new Date());
  // Loaded only where there are nodes: an API server alone needs none of it.
  const opening = import('./bootstrap/nodes.ts').then((nodes) => nodes.openNodes({ ...o, places, now }));
  // Whoever waits for it is told; until then it is no surprise.
  opening.catch(() => undefined);
  return opening;
}

/** Runs steps, and says how long each took. */
function steps(progress: (line: string) => void) {
  return async <T>(name: string, work: () => T | Promise<T>): Promise<T> => {
    const startedMs = performance.now();
    const result = await work();
    progress(`${name}: ${Math.round(performance.now() - startedMs)} ms`);
    return result;
  };
}
