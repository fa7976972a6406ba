// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { KubeVirt } from '@kubevirt-ts/api';
import type { Cache, Client, ConfigMap, DaemonSet, KubeObject, Node, Pod, Secret } from '@kubevirt-ts/kube';
import { apiReplicas, components, type WorkloadFacts } from '@kubevirt-ts/rules/rollout';
import { decideCertificates } from '../certificates/decide.ts';
import { authorityName, leaves } from '../certificates/leaves.ts';
import { rotationOf } from '../certificates/rotation.ts';
import { bundleMap } from '../certificates/secrets.ts';
import type { LiveObjects } from '../objects/live-objects.ts';
import type { Writer } from '../objects/writer.ts';
import type { DeploymentConfig } from '../strategy/deployment.ts';
import { type ClusterFeatures, installStrategy } from '../strategy/strategy.ts';
import { handlerBatch } from './handler-batch.ts';
import { lostNodes, workloadFacts } from './workloads.ts';
import type { World } from './world.ts';

/** Where the facts of a look at the cluster come from. */
export interface Sources {
  client: Client;
  live: LiveObjects;
  writer: Writer;
  pods: Cache<Pod>;
  nodes: Cache<Node>;
  features: ClusterFeatures;
  /** Kinds the operator manages, in the order in which they are taken away. */
  kinds: readonly string[];
  now: () => Date;
}

const shell = (kind: string, apiVersion: string, name: string, namespace: string): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace },
});

/** One look at the cluster. */
export const gather = async (kubevirt: KubeVirt, deployment: DeploymentConfig, sources: Sources): Promise<World> => {
  const { live, writer, features } = sources;
  const { namespace } = deployment;
  const pods = sources.pods.list();
  const nodes = sources.nodes.list();
  const lost = lostNodes(nodes);
  const workloads = new Map<WorkloadFacts['name'], WorkloadFacts>();
  for (const name of components) {
    const kind = name === 'virt-handler' ? 'DaemonSet' : 'Deployment';
    const facts = workloadFacts(name, live.get(shell(kind, 'apps/v1', name, namespace)), { pods, deployment, lost });
    if (facts) workloads.set(name, facts);
  }
  const handler = live.get(shell('DaemonSet', 'apps/v1', 'virt-handler', namespace)) as DaemonSet | undefined;
  const handlerNodes = handler?.status?.desiredNumberScheduled ?? 0;
  const secretOf = (name: string) => live.get(shell('Secret', 'v1', name, namespace)) as Secret | undefined;
  const certificates = decideCertificates({
    authority: secretOf(authorityName),
    bundle: live.get(bundleMap(namespace, '')) as ConfigMap | undefined,
    leaves: leaves(namespace).map((leaf) => ({ leaf, secret: secretOf(leaf.secret) })),
    rotation: rotationOf(kubevirt),
    now: sources.now(),
  });
  const strategy = installStrategy({
    kubevirt,
    deployment,
    features,
    apiReplicas: apiReplicas(handlerNodes),
    handlerBatch: handlerBatch(workloads.get('virt-handler')),
    caBundle: certificates.bundle || undefined,
  });
  await writer.read([...sources.kinds, 'Namespace'].flatMap((kind) => live.list(kind)));
  return {
    kubevirt,
    deployment,
    features,
    strategy,
    certificates,
    workloads,
    pods,
    nodes,
    lostNodes: lost,
    live: (object) => live.get(object),
    listed: (kind) => live.list(kind),
    kinds: sources.kinds,
    isWrong: (object) => writer.isWrong(object),
  };
};
