// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { labels } from '@kubevirt-ts/api';
import {
  type Controller,
  controller,
  isAlreadyExists,
  type Node,
  type Reconcile,
  resources,
  source,
} from '@kubevirt-ts/kube';
import { nodeKvmChanges } from '../node-kvm-changes.ts';
import type { World } from '../world.ts';
import { decide, type Verdict, verdictBootAnnotation, verdictMessageAnnotation } from './decide.ts';
import { probePodName, renderProbePod } from './render-probe-pod.ts';

const record = async ({ client }: World, node: Node, { works, message }: Verdict): Promise<void> => {
  const body = {
    metadata: {
      labels: { [labels.kvm]: String(works) },
      annotations: {
        [verdictBootAnnotation]: node.status?.nodeInfo?.bootID ?? '',
        [verdictMessageAnnotation]: works ? null : message.slice(0, 500),
      },
    },
  };
  await client.patch(resources.nodes, { name: node.metadata?.name ?? '' }, { type: 'merge', body });
};

/** Brings the proof that KVM works, or does not, on one node a step further. */
export const kvmProbeReconciler =
  (world: World): Reconcile =>
  async (name) => {
    const { client, caches, namespace, launcherImage } = world;
    const config = world.config();
    const ref = { namespace, name: probePodName(name) };
    const probe = caches.probePods.get(`${namespace}/${ref.name}`);
    const node = caches.nodes.get(name);
    if (!node) {
      if (probe) await client.delete(resources.pods, ref);
      return undefined;
    }
    const decision = decide({ node, probe, useEmulation: config.useEmulation });
    if (decision.do === 'record') await record(world, node, decision.verdict);
    if (decision.do === 'record' || decision.do === 'clean') await client.delete(resources.pods, ref);
    if (decision.do === 'try') {
      const { imagePullPolicy } = config;
      const pod = renderProbePod({ node, namespace, image: launcherImage, imagePullPolicy });
      await client.create(resources.pods, pod).catch((error: unknown) => {
        if (!isAlreadyExists(error)) throw error;
      });
    }
    return undefined;
  };

/** The controller that has KVM tried on every node that shows the device, before VMs are given it. */
export const kvmProbeController = (world: World, signal: AbortSignal): Controller => {
  const { nodes, probePods, kubevirts } = world.caches;
  const names = () => nodes.list().map((node) => node.metadata?.name ?? '');
  return controller({
    name: 'virt-controller-kvm-probe',
    logger: world.logger,
    metrics: world.metrics,
    signal,
    backoff: { baseMs: 100, capMs: 60_000 },
    reconcile: kvmProbeReconciler(world),
    sources: [
      nodeKvmChanges(nodes, (node) => [node.metadata?.name ?? '']),
      source(probePods, (pod) => [pod.metadata?.name?.slice(probePodName('').length) ?? '']),
      source(kubevirts, names),
    ],
  });
};
