// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeVirt } from '@kubevirt-ts/api';
import {
  certificateFiles,
  connect,
  Gauge,
  healthHandler,
  lead,
  metrics,
  type ProgramContext,
  program,
  type Registry,
  recorder,
  serveHttps,
} from '@kubevirt-ts/kube';
import { type ClusterConfig, clusterConfig } from '@kubevirt-ts/rules/config';
import { watchCaches } from './caches.ts';
import { startControllers } from './controllers.ts';
import { parseServerVersion, renderLauncherPod } from './launcher-pod/index.ts';
import { type Options, parseOptions } from './options.ts';
import type { Caches, World } from './world.ts';

const lease = 'virt-controller';

/** Reads the configuration anew only when the KubeVirt object is another. */
const configOf = ({ kubevirts }: Pick<Caches, 'kubevirts'>, namespace: string): (() => ClusterConfig) => {
  let known: { kubevirt?: KubeVirt; config: ClusterConfig } | undefined;
  return () => {
    const all = kubevirts.list();
    const kubevirt = all.find(({ metadata }) => metadata?.namespace === namespace) ?? all[0];
    if (!known || known.kubevirt !== kubevirt) known = { kubevirt, config: clusterConfig(kubevirt) };
    return known.config;
  };
};

const statusGauges = (registry: Registry) => {
  const gauge = (name: string, help: string) =>
    new Gauge({ name: `kubevirt_virt_controller_${name}`, help, registers: [registry] });
  return {
    leading: gauge('leading_status', 'Whether this virt-controller leads'),
    ready: gauge('ready_status', 'Whether this virt-controller is ready to lead'),
  };
};

const run = async (options: Options, { signal, logger }: ProgramContext): Promise<void> => {
  const { namespace, identity, launcherImage } = options;
  const registry = metrics();
  const gauges = statusGauges(registry);
  const client = connect({ kubeconfig: options.kubeconfig, userAgent: 'virt-controller', metrics: registry });
  const health = healthHandler({ signal, metrics: registry });
  const server = await serveHttps({
    port: options.port,
    host: options.listen,
    certificate: certificateFiles(options.certificates, signal),
    signal,
    logger,
    drainMs: 0,
    handle: async (request, response) => {
      if (!(await health(request, response))) response.writeHead(404).end();
    },
  });
  const serverVersion = parseServerVersion((await client.raw('GET', '/version')) as { major: string; minor: string });
  gauges.ready.set(1);

  await lead({
    client,
    namespace,
    name: lease,
    identity,
    logger,
    signal,
    async lead(leading, fenced) {
      gauges.leading.set(1);
      const now = () => new Date();
      // Watched from now, not before: what a new leader decides on is as fresh as its first list.
      const caches = watchCaches({ client, logger, signal: leading, namespace });
      const config = configOf(caches, namespace);
      const events = recorder({ client: fenced, component: 'virt-controller', host: identity, logger, now });
      const world: World = {
        client: fenced,
        caches,
        recorder: events,
        logger,
        metrics: registry,
        now,
        random: Math.random,
        config,
        launcherImage,
        namespace,
        renderPod: (vmi, claims) => renderLauncherPod({ vmi, config: config(), launcherImage, serverVersion, claims }),
      };
      await Promise.all(startControllers(world, leading).map(({ stopped }) => stopped));
      await events.flush();
      gauges.leading.set(0);
    },
  });
  await server.closed;
};

const options = parseOptions(process.argv.slice(2), process.env);
program((context) => run(options, context), { component: 'virt-controller', level: options.verbosity });
