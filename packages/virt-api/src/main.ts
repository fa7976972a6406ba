// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import { connect, metrics, program } from '@kubevirt-ts/kube';
import { parseOptions } from './options.ts';
import { serve } from './server.ts';

const options = parseOptions(process.argv.slice(2), process.env);

program(
  async ({ signal, logger }) => {
    const registry = metrics();
    const client = connect({ kubeconfig: options.kubeconfig, userAgent: 'virt-api', metrics: registry });
    const server = await serve({ options, client, logger, metrics: registry, signal, now: () => new Date() });
    await server.closed;
  },
  { component: 'virt-api', level: options.verbosity, shutdownMs: 28_000 },
);
