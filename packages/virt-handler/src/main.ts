// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { connect, metrics, program } from '@kubevirt-ts/kube';
import { runHandler } from './handler.ts';
import { readSettings } from './settings.ts';

const settings = readSettings(process.argv, process.env);

program(
  async ({ signal, logger }) => {
    const registry = metrics();
    const client = connect({ userAgent: 'virt-handler', qps: 50, burst: 100, metrics: registry });
    await runHandler({ settings, client, logger, metrics: registry, signal, now: () => new Date() });
  },
  { component: 'virt-handler', level: settings.verbosity },
);
