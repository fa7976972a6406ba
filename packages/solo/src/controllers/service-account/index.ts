// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Controller, controller, isAlreadyExists, resources, source } from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import { decide, defaultName } from './decide.ts';

/**
 * Watches namespaces; makes the service account `default` in each.
 * @upstream kube-controller-manager's serviceaccount controller
 */
export function serviceAccountController(c: SoloContext): Controller {
  const namespaces = c.cache(resources.namespaces);
  const accounts = c.cache(resources.serviceAccounts);
  return controller({
    name: 'serviceaccount',
    logger: c.logger,
    signal: c.signal,
    sources: [
      source(namespaces),
      source(accounts, ({ metadata }) => (metadata?.name === defaultName ? [metadata.namespace ?? ''] : [])),
    ],
    async reconcile(name) {
      const missing = decide({ namespace: namespaces.get(name), account: accounts.get(`${name}/${defaultName}`) });
      if (!missing) return;
      try {
        await c.client.create(resources.serviceAccounts, missing);
      } catch (error) {
        if (!isAlreadyExists(error)) throw error;
      }
    },
  });
}
