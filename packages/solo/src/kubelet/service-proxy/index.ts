// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { execFile } from 'node:child_process';
import { type Controller, controller, resources, source } from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import { ruleset, serviceTable } from './ruleset.ts';
import { servicePorts } from './service-ports.ts';

const theTable = 'table';

function nft(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = execFile('nft', ['-f', '-'], (error, _, stderr) =>
      error ? reject(new Error(`nft: ${stderr.trim()}`)) : resolve(),
    );
    child.stdin?.end(text);
  });
}

/** Keeps the machine's rules in step with Services and EndpointSlices, so that service addresses work from the machine and from pods. @upstream kube-proxy */
export function serviceProxy(c: SoloContext, load: (rules: string) => Promise<void> = nft): Controller {
  const services = c.cache(resources.services);
  const slices = c.cache(resources.endpointSlices);
  let loaded = '';
  const kept = controller({
    name: 'service-proxy',
    logger: c.logger,
    signal: c.signal,
    sources: [source(services, () => [theTable]), source(slices, () => [theTable])],
    reconcile: async () => {
      const rules = ruleset(servicePorts(services.list(), slices.list()));
      if (rules === loaded) return;
      await load(rules);
      loaded = rules;
    },
  });
  kept.enqueue(theTable);
  return kept;
}

/** Takes the rules of all services away. */
export function removeServiceRules(): Promise<void> {
  return nft(`table ip ${serviceTable} {}\ndelete table ip ${serviceTable}\n`);
}
