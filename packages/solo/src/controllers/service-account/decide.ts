// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Namespace, ServiceAccount } from '@kubevirt-ts/kube';

/** The account that pods run as when they name none. */
export const defaultName = 'default';

/** The account that a namespace lacks; undefined when it has it, or needs none any more. */
export function decide(o: {
  namespace: Namespace | undefined;
  account: ServiceAccount | undefined;
}): ServiceAccount | undefined {
  const { namespace, account } = o;
  if (!namespace || account || namespace.metadata?.deletionTimestamp) return undefined;
  const metadata = { name: defaultName, namespace: namespace.metadata?.name };
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata };
}
