// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  type Controller,
  type CustomResourceDefinition,
  controller,
  isConflict,
  isDeepEqual,
  isNotFound,
  resources,
  source,
} from '@kubevirt-ts/kube';
import type { SoloContext } from '../../../context.ts';
import type { Store } from '../../../store/store.ts';
import { setCondition } from '../definition/conditions.ts';
import { type Definition, isTrue } from '../definition/definition.ts';
import { cleanupFinalizer } from '../definition/strategy.ts';
import { deleteAll } from './clean.ts';
import { statusOf } from './decide.ts';

const again = { afterMs: 200 };

/** Watches CustomResourceDefinitions; changes their names and conditions, and takes all their objects away when they go. */
export function crdController(c: SoloContext, o: { store: Store }): Controller {
  const cache = c.cache(resources.customResourceDefinitions);
  // What was written here last, until the cache has it: names are given to the first who asks.
  const written = new Map<string, Definition>();
  const latest = (definition: Definition) => {
    const mine = written.get(definition.metadata?.name ?? '');
    return mine && isNewer(mine, definition) ? mine : definition;
  };
  const all = () => (cache.list() as unknown as Definition[]).map(latest);
  const write = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      // Deleted or changed meanwhile: the change is told of, and everything is looked at anew.
      if (!isNotFound(error) && !isConflict(error)) throw error;
    }
  };
  const writeStatus = (definition: Definition, status: Definition['status']) =>
    write(async () => {
      const next = { ...definition, status } as unknown as CustomResourceDefinition;
      const now = await c.client.update(resources.customResourceDefinitions, next, { subresource: 'status' });
      written.set(definition.metadata?.name ?? '', now as unknown as Definition);
    });
  const clean = async (definition: Definition) => {
    const { group, names } = definition.spec;
    if (isTrue(definition, 'Established')) {
      const left = await deleteAll(o.store, `${group}/${names.plural}`, c.now());
      if (left) {
        const next = structuredClone(definition);
        const message = 'CustomResource deletion is in progress';
        setCondition(next, c.now(), {
          type: 'Terminating',
          status: 'True',
          reason: 'InstanceDeletionInProgress',
          message,
        });
        const isTold = definition.status?.conditions?.some((each) => each.reason === 'InstanceDeletionInProgress');
        if (!isTold) await writeStatus(definition, next.status);
        return again;
      }
    }
    // Others may hold the definition until they read that its objects are gone.
    const done = structuredClone(definition);
    setCondition(done, c.now(), {
      type: 'Terminating',
      status: 'False',
      reason: 'InstanceDeletionCompleted',
      message: 'removed all instances',
    });
    await write(async () => {
      const definitions = resources.customResourceDefinitions;
      const body = done as unknown as CustomResourceDefinition;
      const told = await c.client.update(definitions, body, { subresource: 'status' });
      const finalizers = told.metadata?.finalizers?.filter((each) => each !== cleanupFinalizer);
      await c.client.update(definitions, { ...told, metadata: { ...told.metadata, finalizers } });
    });
    return undefined;
  };
  /** Those that ask for names which others had: one may have become free. */
  const waiting = (key: string) => {
    for (const { metadata, status } of all())
      if (
        metadata?.name !== key &&
        status?.conditions?.some((each) => each.type === 'NamesAccepted' && each.status === 'False')
      )
        running.enqueue(metadata?.name ?? '');
  };
  const running = controller({
    name: 'custom-resource-definitions',
    logger: c.logger,
    signal: c.signal,
    sources: [source(cache)],
    async reconcile(key) {
      const cached = cache.get(key) as unknown as Definition | undefined;
      const definition = cached && latest(cached);
      if (!definition) written.delete(key);
      if (definition?.metadata?.deletionTimestamp)
        return definition.metadata.finalizers?.includes(cleanupFinalizer) ? clean(definition) : undefined;
      const status = definition && statusOf(definition, all(), c.now());
      if (definition && status) await writeStatus(definition, status);
      if (!definition || !isDeepEqual(status?.acceptedNames, definition.status?.acceptedNames)) waiting(key);
      return undefined;
    },
  });
  return running;
}

function isNewer(a: Definition, b: Definition): boolean {
  return (
    a.metadata?.uid === b.metadata?.uid && Number(a.metadata?.resourceVersion) > Number(b.metadata?.resourceVersion)
  );
}
