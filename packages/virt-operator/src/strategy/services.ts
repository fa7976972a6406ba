// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Service } from '@kubevirt-ts/kube';

const service = (
  namespace: string,
  name: string,
  selector: Record<string, string>,
  port: { name?: string; targetPort: string | number },
): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace, labels: { 'kubevirt.io': selector['kubevirt.io'] ?? '' } },
  spec: { type: 'ClusterIP', selector, ports: [{ port: 443, protocol: 'TCP', ...port }] },
});

/** The services of an installation: virt-api, the operator's own webhooks, and one that finds every pod's metrics. */
export const services = (namespace: string): Service[] => {
  const metrics = service(
    namespace,
    'kubevirt-prometheus-metrics',
    { 'prometheus.kubevirt.io': 'true' },
    { name: 'metrics', targetPort: 8443 },
  );
  return [
    service(namespace, 'virt-api', { 'kubevirt.io': 'virt-api' }, { targetPort: 8443 }),
    service(namespace, 'kubevirt-operator-webhook', { 'kubevirt.io': 'virt-operator' }, { targetPort: 'webhooks' }),
    {
      ...metrics,
      metadata: { ...metrics.metadata, labels: { 'kubevirt.io': '', 'prometheus.kubevirt.io': 'true' } },
      spec: { ...metrics.spec, clusterIP: 'None' },
    },
  ];
};
