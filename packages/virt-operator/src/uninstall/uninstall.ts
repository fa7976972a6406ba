// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type KubeObject, keyOf, resources, splitKey } from '@kubevirt-ts/kube';
import type { Sources } from '../rollout/gather.ts';
import { lostNodes } from '../rollout/workloads.ts';
import { decideUninstall, definitionFinalizer, nodeCleaning, type Removal, type UninstallDecision } from './decide.ts';

const finalizersPatch = (object: KubeObject, held: boolean): unknown => {
  const others = (object.metadata?.finalizers ?? []).filter((name) => name !== definitionFinalizer);
  return {
    metadata: {
      resourceVersion: object.metadata?.resourceVersion,
      finalizers: held ? [...others, definitionFinalizer] : others,
    },
  };
};

const remove = async (removal: Removal, { client, writer, live }: Sources): Promise<void> => {
  switch (removal.do) {
    case 'delete':
      await writer.delete(removal.object);
      return;
    case 'hold':
    case 'release': {
      const { definition } = removal;
      const body = finalizersPatch(definition, removal.do === 'hold');
      const ref = splitKey(keyOf(definition));
      const written = await client.patch(resources.customResourceDefinitions, ref, { type: 'merge', body });
      if (removal.do === 'hold') live.wrote(written);
      return;
    }
    case 'clean-node':
      await client.patch(resources.nodes, splitKey(keyOf(removal.node)), {
        type: 'merge',
        body: nodeCleaning(removal.node),
      });
  }
};

/** Takes away what can go now and says what is left to wait for; every removal shows in a watch, which brings the next call. */
export const uninstall = async (sources: Sources): Promise<UninstallDecision> => {
  const nodes = sources.nodes.list();
  const decision = decideUninstall({
    kinds: sources.kinds,
    listed: (kind) => sources.live.list(kind),
    pods: sources.pods.list(),
    nodes,
    lostNodes: lostNodes(nodes),
  });
  for (const removal of decision.removals) await remove(removal, sources);
  return decision;
};
