// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type {
  KubeVirt,
  VirtualMachineInstance,
  VirtualMachineInstanceMigration,
  VirtualMachineInstancePreset,
} from '@kubevirt-ts/api';
import { type Cache, type Client, type Logger, watchCache } from '@kubevirt-ts/kube';
import { type ClusterConfig, clusterConfig } from '@kubevirt-ts/rules/config';
import { kinds } from './kinds.ts';

/** What every answer is made from. */
export interface World {
  client: Client;
  caches: Caches;
  /** The cluster's configuration as it is now. */
  config: () => ClusterConfig;
  logger: Logger;
  now: () => Date;
  uuid: () => string;
  /** The namespace of the installation. */
  namespace: string;
  /** Whether the API server puts node names into tokens (1.30 and later). */
  tokensNameNodes: boolean;
}

/** What is watched, so that an answer to a webhook needs no question to the API server. */
export interface Caches {
  kubevirts: Cache<KubeVirt>;
  vmis: Cache<VirtualMachineInstance>;
  migrations: Cache<VirtualMachineInstanceMigration>;
  presets: Cache<VirtualMachineInstancePreset>;
}

/** Name of the index of cached objects by their namespace. */
export const byNamespace = 'namespace';

/** Starts watching. */
export const watchCaches = (o: { client: Client; logger: Logger; signal: AbortSignal }): Caches => {
  const indexes = {
    [byNamespace]: (object: { metadata?: { namespace?: string } }) => [object.metadata?.namespace ?? ''],
  };
  return {
    kubevirts: watchCache({ ...o, resource: kinds.kubevirts }),
    vmis: watchCache({ ...o, resource: kinds.vmis }),
    migrations: watchCache({ ...o, resource: kinds.migrations, indexes }),
    presets: watchCache({ ...o, resource: kinds.presets, indexes }),
  };
};

/** The configuration, read anew only when the KubeVirt object is another. */
export const configOf = (kubevirts: Cache<KubeVirt>, namespace: string): (() => ClusterConfig) => {
  let known: { kubevirt?: KubeVirt; config: ClusterConfig } | undefined;
  return () => {
    const all = kubevirts.list();
    const kubevirt = all.find(({ metadata }) => metadata?.namespace === namespace) ?? all[0];
    if (!known || known.kubevirt !== kubevirt) known = { kubevirt, config: clusterConfig(kubevirt) };
    return known.config;
  };
};

/** Whether a version of Kubernetes puts node names into the tokens of service accounts. */
export const namesNodesInTokens = ({ major, minor }: { major: string; minor: string }): boolean =>
  Number(major) > 1 || (major === '1' && Number.parseInt(minor, 10) >= 30);
