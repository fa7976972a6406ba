// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { NodeInfo, PodInfo } from '../node-info.ts';
import type { Filter } from '../snapshot.ts';

/** Lets a pod onto a node that has room for it. @upstream NodeResourcesFit */
export const resourceFilter: Filter = (info) => (node) => {
  const { reasons, isFinal } = shortages(info, node);
  return reasons.length > 0 ? { reasons, isFinal } : undefined;
};

function shortages({ requests }: PodInfo, node: NodeInfo): { reasons: string[]; isFinal: boolean } {
  const reasons: string[] = [];
  let isFinal = false;
  const maxPods = node.allocatable.get('pods') ?? 0;
  if (node.pods.length + 1 > maxPods) reasons.push('Too many pods');
  for (const [name, amount] of requests) {
    if (amount === 0) continue;
    const allocatable = node.allocatable.get(name) ?? 0;
    if (amount <= allocatable - (node.requested.get(name) ?? 0)) continue;
    reasons.push(`Insufficient ${name}`);
    isFinal ||= amount > allocatable;
  }
  return { reasons, isFinal };
}

interface HostPort {
  protocol: string;
  port: number;
  ip: string;
}

function hostPorts({ pod }: PodInfo): HostPort[] {
  const sidecars = (pod.spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const ports = [...(pod.spec?.containers ?? []), ...sidecars].flatMap((container) => container.ports ?? []);
  return ports.flatMap(({ hostPort, hostIP, protocol }) =>
    hostPort ? [{ protocol: protocol ?? 'TCP', port: hostPort, ip: hostIP || '0.0.0.0' }] : [],
  );
}

const clashes = (a: HostPort, b: HostPort) =>
  a.port === b.port && a.protocol === b.protocol && (a.ip === b.ip || a.ip === '0.0.0.0' || b.ip === '0.0.0.0');

/** Lets a pod onto a node whose ports it wants are free. @upstream NodePorts */
export const portFilter: Filter = (info) => {
  const wanted = hostPorts(info);
  if (wanted.length === 0) return undefined;
  return (node) => {
    const taken = node.pods.flatMap(hostPorts);
    if (!wanted.some((port) => taken.some((other) => clashes(port, other)))) return undefined;
    return { reasons: ["node(s) didn't have free ports for the requested pod ports"], isFinal: false };
  };
};

/** Keeps a pod that names its node to that node. @upstream NodeName */
export const nodeNameFilter: Filter = ({ pod }) => {
  const wanted = pod.spec?.nodeName;
  if (!wanted) return undefined;
  return ({ name }) =>
    name === wanted ? undefined : { reasons: ["node(s) didn't match the requested node name"], isFinal: true };
};
