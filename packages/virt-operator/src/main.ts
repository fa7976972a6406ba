// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { hostname } from 'node:os';
import {
  certificateSecret,
  connect,
  Gauge,
  healthHandler,
  lead,
  metrics,
  newAuthority,
  program,
  resources,
  reviewHandler,
  serveHttps,
  watchCache,
} from '@kubevirt-ts/kube';
import { Command } from 'commander';
import { reviews } from './admission/review.ts';
import { discover } from './features.ts';
import { leadOperator } from './operator.ts';
import type { OperatorIdentity } from './strategy/deployment.ts';

const webhookPort = 8444;

const options = new Command('virt-operator')
  .description('Installs, updates, repairs and removes what the KubeVirt object asks for.')
  .option('--port <port>', 'port of health and metrics', Number, 8443)
  .option('-v <level>', 'how much is logged; 3 and more is everything', Number, 2)
  .option('--kubeconfig <file>', 'cluster to work on, when not the one it runs in')
  .parse()
  .opts<{ port: number; v: number; kubeconfig?: string }>();

const identityOf = (env: NodeJS.ProcessEnv): OperatorIdentity => {
  const image = env.VIRT_OPERATOR_IMAGE ?? env.OPERATOR_IMAGE;
  if (!image) throw new Error("cannot find virt-operator's image: VIRT_OPERATOR_IMAGE is not set");
  return { image, namespace: env.KUBEVIRT_NAMESPACE ?? 'kubevirt', version: env.KUBEVIRT_VERSION ?? '' };
};

program(
  async ({ signal, logger }) => {
    const operator = identityOf(process.env);
    const now = () => new Date();
    const client = connect({ kubeconfig: options.kubeconfig, userAgent: 'virt-operator' });
    const { namespace } = operator;
    const registry = metrics();
    const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [registry] });
    const leading = gauge('kubevirt_virt_operator_leading_status', 'Whether this replica leads');
    const ready = gauge('kubevirt_virt_operator_ready_status', 'Whether this replica is ready to lead');
    const secrets = watchCache({
      client,
      resource: resources.secrets,
      namespace,
      fieldSelector: 'metadata.name=kubevirt-operator-certs',
      logger,
      signal,
    });
    const fallback = await newAuthority({ commonName: 'virt-operator', durationMs: 365 * 86_400_000, now: now() });
    const certificate = certificateSecret(secrets, { namespace, name: 'kubevirt-operator-certs' }, fallback);
    const health = healthHandler({ signal, metrics: registry });
    const notFound = (response: { writeHead(code: number): unknown; end(): unknown }): void => {
      response.writeHead(404);
      response.end();
    };
    const serving = [
      await serveHttps({
        ...{ port: options.port, certificate, signal, logger },
        handle: async (request, response) => {
          if (!(await health(request, response))) notFound(response);
        },
      }),
    ];
    const judges = Object.fromEntries(
      Object.entries(reviews(client)).map(([path, review]) => [path, reviewHandler(review, logger)]),
    );
    serving.push(
      await serveHttps({
        ...{ port: webhookPort, certificate, signal, logger, drainMs: 15_000 },
        handle: async (request, response) => {
          const judge = judges[request.url?.split('?', 1)[0] ?? ''];
          if (judge) await judge(request, response);
          else notFound(response);
        },
      }),
    );
    ready.set(1);
    await lead({
      client,
      ...{ namespace, name: 'virt-operator', identity: process.env.POD_NAME ?? hostname(), logger, signal },
      lead: async (stillLeading, fencedClient) => {
        leading.set(1);
        const features = await discover(fencedClient);
        await leadOperator({
          ...{ client: fencedClient, operator, features, logger, now },
          metrics: registry,
          signal: stillLeading,
        });
      },
    });
    ready.set(0);
    await Promise.all(serving.map(({ closed }) => closed));
  },
  { component: 'virt-operator', level: options.v },
);
