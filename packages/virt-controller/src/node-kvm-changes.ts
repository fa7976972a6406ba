// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { labels, resources } from '@kubevirt-ts/api';
import type { Cache, Node, Source } from '@kubevirt-ts/kube';

const facts = (node: Node | undefined): string =>
  JSON.stringify([
    node?.metadata?.labels?.[labels.schedulable],
    node?.status?.nodeInfo?.bootID,
    node?.metadata?.labels?.[labels.kvm],
    node?.status?.allocatable?.[resources.kvm],
    node?.status?.allocatable?.[resources.kvmProbe],
  ]);

/** Gives keys when what a node says about KVM changed, which its heartbeat is not. */
export const nodeKvmChanges = (nodes: Cache<Node>, keys: (node: Node) => Iterable<string>): Source => ({
  synced: () => nodes.synced(),
  subscribe: (enqueue) =>
    nodes.onChange(({ type, object, old }) => {
      if (type === 'MODIFIED' && facts(object) === facts(old)) return;
      for (const key of keys(object)) enqueue(key);
    }),
});
