// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Controller, controller, resources, source } from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import { nft, removeTable, tableObjects } from '../network/nft.ts';
import { leftovers, ruleset, serviceTable } from './ruleset.ts';
import { servicePorts } from './service-ports.ts';

const theTable = 'table';

/** Loads the rules of all services into the kernel, and removes what is left of services that are gone. */
async function loadRules(rules: string): Promise<void> {
  // What another version left in the kernel may not go together with this.
  await nft(rules).catch(async () => {
    await removeTable(serviceTable);
    await nft(rules);
  });
  const rest = leftovers(rules, await tableObjects(serviceTable));
  if (rest !== '') await nft(rest);
}

/** Keeps the machine's rules in step with Services and EndpointSlices, so that service addresses work from the machine and from pods. @upstream kube-proxy */
export function serviceProxy(c: SoloContext, load: (rules: string) => Promise<void> = loadRules): Controller {
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
  return removeTable(serviceTable);
}
