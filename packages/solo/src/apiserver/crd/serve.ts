// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { CustomResourceDefinition } from '@kubevirt-ts/kube';
import type { Store } from '../../store/store.ts';
import type { Json, Kinds } from '../kind.ts';
import { type CustomKindDeps, customKinds } from './custom-kinds.ts';
import { type Definition, isTrue } from './definition/definition.ts';
import { goJson } from './structural/causes.ts';

/** The collection definitions are stored in. */
export const definitions = 'apiextensions.k8s.io/customresourcedefinitions';

/**
 * Serves the kinds of all definitions that are established: those in the store at once, others as soon as they are; a kind
 * goes with its definition. Kinds that a change does not concern stay the same objects.
 */
export function serveDefinitions(o: { store: Store; kinds: Kinds } & CustomKindDeps): void {
  const served = new Map<string, string>();
  const serve = (object: Json) => {
    const definition = object as unknown as Definition;
    const { group, names } = definition.spec;
    const isEstablished = isTrue(definition, 'Established');
    const facts = isEstablished ? goJson([definition.spec, definition.status?.acceptedNames, isDeleted(object)]) : '';
    const key = `${group}/${names.plural}`;
    if ((served.get(key) ?? '') === facts) return;
    served.set(key, facts);
    o.kinds.replace(group, names.plural, isEstablished ? customKinds(object as CustomResourceDefinition, o) : []);
  };
  const forget = (object: Json) => {
    const { group, names } = (object as unknown as Definition).spec;
    if (served.delete(`${group}/${names.plural}`)) o.kinds.replace(group, names.plural, []);
  };
  for (const { json } of o.store.list(definitions).items) serve(JSON.parse(json) as Json);
  o.store.onEvent((event) => {
    if (event.collection !== definitions) return;
    if (event.type === 'DELETED') forget(event.object);
    else serve(event.object);
  });
}

function isDeleted(object: Json): boolean {
  return object.metadata?.deletionTimestamp !== undefined;
}
