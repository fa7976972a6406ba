// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Controller, controller, resources, source } from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import type { Store } from '../../store/store.ts';
import { letGo, writeConditions } from './apply.ts';
import { isEmpty, isEmptying } from './decide.ts';
import { type Discovered, discover } from './discover.ts';
import { emptied } from './gather.ts';

/** How soon a namespace is looked at again after something in it went. */
const soonMs = 200;
/** How soon it is looked at again when nothing says that something went. */
const againMs = 5000;

/** What the controller needs: to hear of every object that goes, and what there can be. */
export type NamespaceControllerContext = SoloContext & {
  store: Pick<Store, 'onEvent'>;
  /** @defaultValue asks all API servers */
  discover?: () => Promise<Discovered>;
};

/**
 * Watches namespaces; empties those that are going, says what is left, and lets them go when nothing is.
 * @upstream kube-controller-manager's namespace controller
 */
export function namespaceController(c: NamespaceControllerContext): Controller {
  const namespaces = c.cache(resources.namespaces);
  const made = controller({
    name: 'namespace',
    workers: 2,
    logger: c.logger,
    signal: c.signal,
    sources: [source(namespaces)],
    async reconcile(name) {
      const namespace = await c.client.find(resources.namespaces, { name });
      if (!namespace || !isEmptying(namespace)) return undefined;
      const found = await (c.discover?.() ?? discover(c.client));
      const remains = await emptied(c, name, found);
      const next = await writeConditions(c, namespace, remains);
      if (!isEmpty(remains)) return { afterMs: againMs };
      await letGo(c, next);
      return undefined;
    },
  });
  c.store.onEvent(({ type, object }) => {
    const name = object.metadata?.namespace;
    if (type !== 'DELETED' || !name) return;
    const namespace = namespaces.get(name);
    if (namespace && isEmptying(namespace)) made.enqueueAfter(name, soonMs);
  });
  return made;
}
