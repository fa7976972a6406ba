// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Service } from '@kubevirt-ts/kube';

/** The specification of a service. */
export type ServiceSpec = NonNullable<Service['spec']>;

/** Whether a service has no address of its own, by wish. */
export function isHeadless(spec: ServiceSpec): boolean {
  return spec.clusterIPs?.length === 1 ? spec.clusterIPs[0] === 'None' : spec.clusterIP === 'None';
}

/** Whether a service is reached from outside the cluster. */
export function isExternal(spec: ServiceSpec): boolean {
  const { type, externalIPs } = spec;
  return type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && (externalIPs ?? []).length > 0);
}

/** Whether a service's health is asked of each node. */
export function needsHealthCheck(spec: ServiceSpec): boolean {
  return spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';
}

const affinitySeconds = 10_800;

/** Fills in what a service leaves out, but for addresses. @upstream SetDefaults_Service */
export function setServiceDefaults(spec: ServiceSpec): void {
  spec.sessionAffinity ||= 'None';
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
  if (spec.sessionAffinity === 'ClientIP' && spec.sessionAffinityConfig?.clientIP?.timeoutSeconds === undefined) {
    spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: affinitySeconds } };
  }
  spec.type ||= 'ClusterIP';
  for (const port of spec.ports ?? []) {
    port.protocol ||= 'TCP';
    if (port.targetPort === undefined || port.targetPort === 0 || port.targetPort === '') port.targetPort = port.port;
  }
  if (isExternal(spec)) spec.externalTrafficPolicy ||= 'Cluster';
  if (spec.type !== 'ExternalName') spec.internalTrafficPolicy ??= 'Cluster';
  if (spec.type === 'LoadBalancer') spec.allocateLoadBalancerNodePorts ??= true;
}

/** One address is written in two fields: whoever sets one has set both. @upstream NormalizeClusterIPs */
export function normaliseAddresses(spec: ServiceSpec, before: ServiceSpec | undefined): void {
  if (before === undefined) {
    if (spec.clusterIP && !spec.clusterIPs?.length) spec.clusterIPs = [spec.clusterIP];
    return;
  }
  const isSame = JSON.stringify(spec.clusterIPs ?? []) === JSON.stringify(before.clusterIPs ?? []);
  if (spec.clusterIP === before.clusterIP) return;
  if (!spec.clusterIP && isSame) delete spec.clusterIPs;
  else if (spec.clusterIP && isSame) spec.clusterIPs = [spec.clusterIP];
}

/** The families of a service's addresses: this cluster has IPv4 only. */
export function setFamilies(spec: ServiceSpec): void {
  if (spec.type === 'ExternalName') return;
  const isSelectorless = !spec.selector || Object.keys(spec.selector).length === 0;
  if (isHeadless(spec) && isSelectorless) {
    // Whoever fills in the endpoints of such a service may use any family.
    spec.ipFamilyPolicy ??= 'RequireDualStack';
    spec.ipFamilies ??= ['IPv4', 'IPv6'];
    return;
  }
  spec.ipFamilyPolicy ??= 'SingleStack';
  spec.ipFamilies ??= ['IPv4'];
}
