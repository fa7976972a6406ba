// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepEqual, isNotFound, type Namespace, resources } from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import { conditionsOf, contentFinalizer } from './decide.ts';
import type { Remains } from './gather.ts';

/** Writes down what is left in a namespace; gives the namespace as it is then. @throws ApiError */
export async function writeConditions(
  c: Pick<SoloContext, 'client' | 'now'>,
  namespace: Namespace,
  remains: Remains,
): Promise<Namespace> {
  const conditions = conditionsOf(namespace, remains, c.now());
  if (isDeepEqual(conditions, namespace.status?.conditions)) return namespace;
  const status = { ...namespace.status, phase: 'Terminating', conditions };
  return await c.client.update(resources.namespaces, { ...namespace, status }, { subresource: 'status' });
}

/** Lets a namespace that is empty go. @throws ApiError */
export async function letGo(c: Pick<SoloContext, 'client'>, namespace: Namespace): Promise<void> {
  const finalizers = namespace.spec?.finalizers?.filter((finalizer) => finalizer !== contentFinalizer);
  const next = { ...namespace, spec: { ...namespace.spec, finalizers } };
  try {
    await c.client.update(resources.namespaces, next, { subresource: 'finalize' });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
