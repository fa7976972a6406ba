// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Controller, controller, isAlreadyExists, resources, source } from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import { configMapName, decide } from './decide.ts';

/**
 * Watches namespaces; keeps the authority that vouches for the API server in the config map kube-root-ca.crt of each.
 * @upstream kube-controller-manager's root-ca-certificate-publisher
 */
export function rootCaController(c: SoloContext & { caPem: string }): Controller {
  const namespaces = c.cache(resources.namespaces);
  const configMaps = c.cache(resources.configMaps);
  return controller({
    name: 'root_ca_cert_publisher',
    logger: c.logger,
    signal: c.signal,
    sources: [
      source(namespaces),
      source(configMaps, ({ metadata }) => (metadata?.name === configMapName ? [metadata.namespace ?? ''] : [])),
    ],
    async reconcile(name) {
      const configMap = configMaps.get(`${name}/${configMapName}`);
      const decision = decide({ namespace: namespaces.get(name), configMap, caPem: c.caPem });
      if (decision.do === 'nothing') return;
      if (decision.do === 'update') await c.client.update(resources.configMaps, decision.configMap);
      else await c.client.create(resources.configMaps, decision.configMap).catch(unlessThere);
    },
  });
}

function unlessThere(error: unknown): void {
  if (!isAlreadyExists(error)) throw error;
}
