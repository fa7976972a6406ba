// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type KubeVirt, labels, type VirtualMachineInstance } from '@kubevirt-ts/api';
import { type Cache, type Client, type Logger, type Node, resource, resources, watchCache } from '@kubevirt-ts/kube';
import { type ClusterConfig, clusterConfig } from '@kubevirt-ts/rules/config';

/** The resource of VMIs. */
export const vmiResource = resource<VirtualMachineInstance>(
  'kubevirt.io/v1',
  'VirtualMachineInstance',
  'virtualmachineinstances',
  true,
);
const kubevirtResource = resource<KubeVirt>('kubevirt.io/v1', 'KubeVirt', 'kubevirts', true);

/** What this node needs to see of the cluster, and no more. */
export interface Cluster {
  /** The VMIs of this node, indexed by `uid`. */
  vmis: Cache<VirtualMachineInstance>;
  /** This node alone. */
  nodes: Cache<Node>;
  config(): ClusterConfig;
  onConfig(listener: () => void): void;
  synced(): Promise<void>;
}

/** Starts watching. */
export function watchCluster(o: {
  client: Client;
  logger: Logger;
  signal: AbortSignal;
  nodeName: string;
  namespace: string;
}): Cluster {
  const { client, logger, signal } = o;
  const vmis = watchCache({
    client,
    logger,
    signal,
    resource: vmiResource,
    labelSelector: `${labels.nodeName}=${o.nodeName}`,
    indexes: { uid: ({ metadata }: VirtualMachineInstance) => (metadata?.uid ? [metadata.uid] : []) },
  });
  const nodes = watchCache({
    client,
    logger,
    signal,
    resource: resources.nodes,
    fieldSelector: `metadata.name=${o.nodeName}`,
  });
  const kubevirts = watchCache({ client, logger, signal, resource: kubevirtResource, namespace: o.namespace });
  let config = clusterConfig(undefined);
  const listeners: (() => void)[] = [];
  kubevirts.onChange(() => {
    config = clusterConfig(kubevirts.list()[0]);
    for (const listener of listeners) listener();
  });
  return {
    vmis,
    nodes,
    config: () => config,
    onConfig: (listener) => void listeners.push(listener),
    synced: async () => {
      await Promise.all([vmis.synced(), nodes.synced(), kubevirts.synced()]);
    },
  };
}
