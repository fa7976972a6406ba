// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { ConfigMap, Namespace } from '@kubevirt-ts/kube';

/** The config map that pods get the authority from which they know the API server. */
export const configMapName = 'kube-root-ca.crt';

const description =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

/** What is to be done for a namespace's authority. */
export type Decision = { do: 'nothing' } | { do: 'create' | 'update'; configMap: ConfigMap };

/** Decides whether a namespace has the authority of today. */
export function decide(o: {
  namespace: Namespace | undefined;
  configMap: ConfigMap | undefined;
  caPem: string;
}): Decision {
  const { namespace, configMap, caPem } = o;
  if (!namespace || namespace.metadata?.deletionTimestamp) return { do: 'nothing' };
  const annotations = { 'kubernetes.io/description': description };
  const data = { 'ca.crt': caPem };
  if (!configMap) {
    const metadata = { name: configMapName, namespace: namespace.metadata?.name, annotations };
    return { do: 'create', configMap: { apiVersion: 'v1', kind: 'ConfigMap', metadata, data } };
  }
  const { metadata } = configMap;
  const isAsItShould =
    metadata?.annotations?.['kubernetes.io/description'] === description &&
    configMap.data?.['ca.crt'] === caPem &&
    Object.keys(configMap.data).length === 1;
  if (isAsItShould) return { do: 'nothing' };
  const described = { ...metadata, annotations: { ...metadata?.annotations, ...annotations } };
  return { do: 'update', configMap: { ...configMap, metadata: described, data } };
}
