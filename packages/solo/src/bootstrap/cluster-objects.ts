// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import {
  type Client,
  type ConfigMap,
  isAlreadyExists,
  isDeepEqual,
  type KubeObject,
  keyOf,
  type Resource,
  resource,
  resources,
} from '@kubevirt-ts/kube';
import { frontProxyName } from '../auth/pki.ts';

/** What the objects that every cluster has are made of. */
export interface ClusterFacts {
  /** PEM. */
  clientCa: string;
  frontProxyCa: string;
  /** Where pods find the API server behind the Service `kubernetes`. */
  apiAddresses: readonly string[];
  apiPort: number;
  serviceAddress: string;
  /** The provisioner of the default storage class. */
  provisioner: string;
}

const systemNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];
const storageClasses = resource('storage.k8s.io/v1', 'StorageClass', 'storageclasses', false);

/** The namespaces without which nothing else can be made. */
export async function ensureNamespaces(client: Client): Promise<void> {
  await Promise.all(
    systemNamespaces.map((name) =>
      ensure(client, resources.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
    ),
  );
}

/** The objects that every cluster has, as they must be. */
export async function ensureClusterObjects(client: Client, facts: ClusterFacts): Promise<void> {
  const classes = [
    [
      'system-cluster-critical',
      2_000_000_000,
      'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
    ],
    [
      'system-node-critical',
      2_000_001_000,
      'Used for system critical pods that must not be moved from their current node.',
    ],
  ] as const;
  await Promise.all([
    ensure(client, resources.configMaps, authenticationConfig(facts), (is, want) => ({ ...is, data: want.data })),
    ...classes.map(([name, value, description]) =>
      ensure(client, resources.priorityClasses, {
        apiVersion: 'scheduling.k8s.io/v1',
        kind: 'PriorityClass',
        metadata: { name },
        value,
        description,
      }),
    ),
    ensure(client, storageClasses, defaultStorageClass(facts.provisioner)),
    ensureKubernetesService(client, facts),
  ]);
}

/** The Service `kubernetes`, and where it leads. */
async function ensureKubernetesService(client: Client, facts: ClusterFacts): Promise<void> {
  const metadata = { name: 'kubernetes', namespace: 'default' };
  await ensure(client, resources.services, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...metadata, labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: {
      clusterIP: facts.serviceAddress,
      ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: facts.apiPort }],
      sessionAffinity: 'None',
      type: 'ClusterIP',
    },
  });
  const ports = [{ name: 'https', port: facts.apiPort, protocol: 'TCP' }];
  const addresses = [...facts.apiAddresses];
  const labels = { 'endpointslice.kubernetes.io/skip-mirror': 'true' };
  await ensure(
    client,
    resources.endpoints,
    {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { ...metadata, labels },
      subsets: addresses.length ? [{ addresses: addresses.map((ip) => ({ ip })), ports }] : [],
    },
    (is, want) => ({ ...is, subsets: want.subsets }),
  );
  type Slice = KubeObject & { addressType: string; endpoints: unknown[]; ports: unknown[] };
  await ensure(
    client,
    resource<Slice>('discovery.k8s.io/v1', 'EndpointSlice', 'endpointslices', true),
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...metadata, labels: { 'kubernetes.io/service-name': 'kubernetes' } },
      addressType: 'IPv4',
      endpoints: addresses.map((address) => ({ addresses: [address], conditions: { ready: true } })),
      ports,
    },
    (is, want) => ({ ...is, endpoints: want.endpoints, ports: want.ports }),
  );
}

/** How extension API servers know this one. @upstream the cluster authentication trust controller */
function authenticationConfig({ clientCa, frontProxyCa }: ClusterFacts): ConfigMap {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'extension-apiserver-authentication', namespace: 'kube-system' },
    data: {
      'client-ca-file': clientCa,
      'requestheader-allowed-names': JSON.stringify([frontProxyName]),
      'requestheader-client-ca-file': frontProxyCa,
      'requestheader-extra-headers-prefix': '["X-Remote-Extra-"]',
      'requestheader-group-headers': '["X-Remote-Group"]',
      'requestheader-uid-headers': '["X-Remote-Uid"]',
      'requestheader-username-headers': '["X-Remote-User"]',
    },
  };
}

function defaultStorageClass(provisioner: string): KubeObject & Record<string, unknown> {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    provisioner,
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'WaitForFirstConsumer',
  };
}

/** Creates an object that is not there; of one that is, `corrected` says how it should be, if it is not to be left alone. */
async function ensure<T extends KubeObject>(
  client: Client,
  r: Resource<T>,
  wanted: T,
  corrected: (is: T, want: T) => T = (is) => is,
): Promise<void> {
  const { namespace, name = '' } = wanted.metadata ?? {};
  const is = await client.find(r, { namespace, name });
  if (!is) {
    await client.create(r, wanted).catch((error: unknown) => {
      if (!isAlreadyExists(error)) throw new Error(`${r.kind} ${keyOf(wanted)} could not be made`, { cause: error });
    });
    return;
  }
  const next = corrected(is, wanted);
  if (!isDeepEqual(next, is)) await client.update(r, next);
}
