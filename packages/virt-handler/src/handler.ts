// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { existsSync } from 'node:fs';
import { resources as deviceNames } from '@kubevirt-ts/api';
import { devicePlugin, ownedDirectory, podResources, readIfExists } from '@kubevirt-ts/host';
import {
  type Client,
  caFile,
  certificateFiles,
  controller,
  delay,
  type Logger,
  type Registry,
  recorder,
  serveHttps,
  source,
} from '@kubevirt-ts/kube';
import { programs } from '@kubevirt-ts/machine';
import { channels, slotDevices, slotNames } from './channels/channels.ts';
import { vmiResource, watchCluster } from './cluster.ts';
import { consoleServer } from './console/index.ts';
import { installSeccompProfile } from './install-seccomp-profile.ts';
import { kvmPlugins } from './kvm/index.ts';
import { handlerHealth, handlerMetrics } from './metrics.ts';
import { askEmulator, type Emulator } from './node/emulator.ts';
import { closeNode, nodeController } from './node/index.ts';
import { capabilityLabels } from './node/labels.ts';
import { type Processor, readProcessor } from './node/processor.ts';
import { owners } from './owners/owners.ts';
import { handlerPaths, type Settings } from './settings.ts';
import { vmiController } from './vmi/index.ts';

/** How long the plugins are served on after the node was closed, for pods that were already on their way. */
const lingerMs = 2000;
/** How often the kubelet is asked who holds the slots, when nothing happens and when a slot waits for its owner. */
const settledMs = 30_000;
const unsettledMs = 1000;

/** Group of the VMs' processes. */
const launcherGid = 107;

/** What virt-handler is made of. */
export interface HandlerOptions {
  settings: Settings;
  client: Client;
  logger: Logger;
  metrics: Registry;
  signal: AbortSignal;
  now: () => Date;
}

/** Runs virt-handler until the signal: channels first, so that VMs that are already there come back at once. */
export async function runHandler(o: HandlerOptions): Promise<void> {
  const { settings, client, logger, metrics, signal, now } = o;
  const { nodeName } = settings;
  await installSeccompProfile(handlerPaths.seccompProfile);

  const cluster = watchCluster({ ...o, ...settings });
  const { vmis, nodes } = cluster;
  const slots = channels({
    directory: await ownedDirectory(handlerPaths.channels, slotNames),
    gid: launcherGid,
    log: logger,
    onChange: (slotId) => {
      const owner = register.ownerOf(slotId);
      if (owner) vmiLoop.enqueue(`${owner.vmiNamespace}/${owner.vmiName}`);
      else ownerLoop.enqueue(nodeName);
    },
    onAllocate: (slotId) => register.forget(slotId),
  });
  const resourceName = deviceNames.channel;
  const register = owners({
    nodeName,
    resourceName,
    client,
    podResources: podResources(handlerPaths.podResourcesSocket),
    channels: () => slots,
    vmis,
    log: logger,
    onOwner: ({ vmiNamespace, vmiName }) => vmiLoop.enqueue(`${vmiNamespace}/${vmiName}`),
  });
  const loops = { logger, metrics, signal };
  const vmiLoop = vmiController({
    ...loops,
    client,
    nodeName,
    owners: register,
    now,
    vmis,
    resource: vmiResource,
    recorder: recorder({ client, component: 'virt-handler', host: nodeName, logger, now }),
    log: logger,
  });
  const ownerLoop = controller({
    ...loops,
    name: 'owners',
    backoff: { baseMs: 100, capMs: 5000 },
    sources: [source(vmis, () => [nodeName])],
    reconcile: async () => {
      await register.refresh();
      return { afterMs: register.unsettled ? unsettledMs : settledMs };
    },
  });
  await slots.openAll();
  ownerLoop.enqueue(nodeName);

  const slotCount = () => cluster.config().virtualMachineInstancesPerNode ?? settings.maxDevices;
  await cluster.synced();
  const channelPlugin = devicePlugin({
    resourceName,
    devices: slotDevices(slotCount()),
    allocate: (deviceIds) => slots.allocate(deviceIds),
    log: logger,
  });
  const isPresent = existsSync(handlerPaths.kvmClass);
  const kvm = kvmPlugins({ nodeName, nodes, count: slotCount(), isPresent, log: logger });
  const isReady = () => channelPlugin.registered && kvm.registered;

  let abilities: { emulator: Emulator; processor: Processor } | undefined;
  const nodeOptions = {
    ...loops,
    nodeName,
    client,
    nodes,
    now,
    isRegistered: isReady,
    capabilities: () => {
      const { useEmulation, architectures, obsoleteCPUModels } = cluster.config();
      const emulatedMachines = architectures.amd64?.emulatedMachines ?? [];
      return (
        abilities &&
        capabilityLabels({ ...abilities, useEmulation, emulatedMachines, obsoleteCpuModels: obsoleteCPUModels })
      );
    },
  };
  const nodeLoop = nodeController(nodeOptions);
  cluster.onConfig(() => {
    channelPlugin.setDevices(slotDevices(slotCount()));
    kvm.setCount(slotCount());
    nodeLoop.enqueue(nodeName);
  });
  askEmulator(programs.qemu)
    .then(async (emulator) => {
      abilities = { emulator, processor: readProcessor((await readIfExists(handlerPaths.cpuinfo)) ?? '') };
      nodeLoop.enqueue(nodeName);
    })
    .catch((error: unknown) => logger.error({ err: error }, 'QEMU does not tell what it can do'));

  handlerMetrics(metrics, { isReady, owners: register });
  const certificate = certificateFiles(handlerPaths.serverCertificates, signal);
  const health = handlerHealth({ registry: metrics, signal, isReady });
  const servers = await Promise.all([
    serveHttps({ port: settings.port, certificate, logger, signal, handle: health, drainMs: 0, graceMs: 200 }),
    consoleServer({
      port: settings.consoleServerPort,
      certificate,
      clientCa: caFile(handlerPaths.clusterCa, signal),
      vmis,
      owners: register,
      logger,
      signal,
    }),
  ]);
  logger.info({ nodeName, slots: slotCount(), kvm: isPresent }, 'virt-handler runs');

  await aborted(signal);
  await closeNode(nodeOptions).catch((error: unknown) => logger.warn({ err: error }, 'the node stays schedulable'));
  await Promise.all([vmiLoop.stopped, ownerLoop.stopped, nodeLoop.stopped, delay(lingerMs)]);
  channelPlugin.stop();
  kvm.stop();
  slots.leave();
  await Promise.all(servers.map(({ closed }) => closed));
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
