// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import { randomUUID } from 'node:crypto';
import {
  type Client,
  caFile,
  certificateFiles,
  Histogram,
  type HttpsServer,
  healthHandler,
  type Logger,
  type Registry,
  reviewHandler,
  serveHttps,
  watchFrontProxyTrust,
} from '@kubevirt-ts/kube';
import type { Options } from './options.ts';
import { pathOf } from './subresources/path.ts';
import { subresourceServer } from './subresources/server.ts';
import { CallError, sendError } from './subresources/status.ts';
import { virtHandlers } from './subresources/virt-handlers.ts';
import { hooks } from './webhooks/index.ts';
import { configOf, namesNodesInTokens, type World, watchCaches } from './world.ts';

/** What the server is made with. */
export interface ServerOptions {
  options: Options;
  client: Client;
  logger: Logger;
  metrics: Registry;
  signal: AbortSignal;
  now: () => Date;
}

/**
 * How long it goes on answering after it was told to end: longer than it takes every node to learn that the pod is no
 * longer behind the service, so that an update of KubeVirt fails no call.
 */
const drainMs = 15_000;

/** Serves the webhooks and the subresource API; listens at once and is ready when it knows what it judges by. */
export const serve = async ({ options, client, logger, metrics, signal, now }: ServerOptions): Promise<HttpsServer> => {
  // Watches outlive the signal: what is judged while draining is judged by the state of the cluster then.
  const serving = new AbortController();
  const caches = watchCaches({ client, logger, signal: serving.signal });
  const trust = watchFrontProxyTrust({ client, logger, signal: serving.signal });
  let notReady: string | undefined = 'the caches have not synced';

  const version = (await client.raw('GET', '/version')) as { major: string; minor: string };
  const world: World = {
    client,
    caches,
    config: configOf(caches.kubevirts, options.namespace),
    logger,
    now,
    uuid: randomUUID,
    namespace: options.namespace,
    tokensNameNodes: namesNodesInTokens(version),
  };
  const seconds = new Histogram({
    name: 'kubevirt_virt_api_admission_duration_seconds',
    help: 'How long an answer to an admission webhook takes',
    labelNames: ['path'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [metrics],
  });
  const reviews = Object.fromEntries(
    Object.entries(hooks).map(([path, hook]) => [
      path,
      reviewHandler(async (request) => {
        const stop = seconds.startTimer({ path });
        try {
          return await hook(request, world);
        } finally {
          stop();
        }
      }, logger),
    ]),
  );
  const subresources = subresourceServer({
    guard: { client, trust: trust.current, now },
    handlers: virtHandlers({
      client,
      namespace: options.namespace,
      port: options.consoleServerPort,
      certificate: certificateFiles(options.handlerCertificates, serving.signal),
      trust: caFile(options.trust, serving.signal),
    }),
    version: options.version,
    logger,
  });
  const health = healthHandler({ ready: { caches: () => notReady }, signal, metrics });

  const server = await serveHttps({
    port: options.port,
    host: options.listen,
    certificate: certificateFiles(options.certificates, serving.signal),
    clientCa: () => trust.current()?.ca,
    signal,
    logger,
    drainMs,
    handle: async (request, response) => {
      const review = request.method === 'POST' ? reviews[pathOf(request.url)] : undefined;
      if (review) return review(request, response);
      if (await health(request, response)) return;
      if (await subresources.handle(request, response)) return;
      sendError(response, new CallError(404, 'NotFound', 'the server could not find the requested resource'));
    },
    upgrade: subresources.upgrade,
  });
  void server.closed.then(() => serving.abort());
  await Promise.all([...Object.values(caches), trust].map((each) => each.synced()));
  notReady = undefined;
  logger.info({ port: server.port }, 'ready');
  return server;
};
