// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { ConditionFacts } from './conditions.ts';
import type { PodFacts } from './pod-facts.ts';

/** What a node has to say about KVM. */
export interface NodeKvmFacts {
  name: string;
  /** The node's agent reports regularly. */
  agentAlive: boolean;
  /** The node has the device, as its agent sees it. */
  devicePresent: boolean;
  /** What a test guest showed: it ran, it did not, or not tried yet. */
  verdict: 'works' | 'broken' | 'untried';
  /** What the test guest that did not run left to say. */
  message?: string;
  /** How many VMs the node offers KVM to. */
  offered: number;
}

const namedNodes = 5;
const saidLength = 200;

const cause = (node: NodeKvmFacts): string => {
  if (!node.agentAlive) return 'virt-handler does not run there';
  if (node.verdict === 'broken') {
    const said = node.message?.split('\n', 1)[0]?.slice(0, saidLength);
    return `a test guest did not run under its /dev/kvm${said ? ` (${said})` : ''}`;
  }
  if (!node.devicePresent) return 'it has no /dev/kvm';
  if (node.verdict === 'untried') return 'its /dev/kvm is still being tried';
  return 'its agent does not offer it yet';
};

const listed = (names: readonly string[]): string => {
  const rest = names.length - namedNodes;
  return [...names.slice(0, namedNodes), ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
};

/** One sentence on why no node offers KVM and what to set, or nothing when some node does. */
export const noKvmSentence = (nodes: readonly NodeKvmFacts[]): string | undefined => {
  if (nodes.some((node) => node.offered > 0)) return undefined;
  const named = new Map<string, string[]>();
  for (const node of nodes) named.set(cause(node), [...(named.get(cause(node)) ?? []), node.name]);
  const told = [...named].map(([why, names]) => `${listed(names)}: ${why}`);
  const which = told.length > 0 ? ` (${told.join('; ')})` : '';
  return (
    `No node offers KVM${which}; to run guests under emulation set ` +
    'spec.configuration.developerConfiguration.useEmulation: true in the KubeVirt object and restart the VM.'
  );
};

/** The pod's PodScheduled condition while it is False, with the missing KVM explained; nothing once it is scheduled. */
export const podScheduledCondition = (
  pod: PodFacts | undefined,
  nodes: readonly NodeKvmFacts[],
): ConditionFacts | undefined => {
  if (pod?.scheduled?.status !== 'False') return undefined;
  const hint = pod.wantsKvm ? noKvmSentence(nodes) : undefined;
  const message = [pod.scheduled.message, hint].filter(Boolean).join(' ');
  return { type: 'PodScheduled', status: 'False', reason: pod.scheduled.reason, message };
};
