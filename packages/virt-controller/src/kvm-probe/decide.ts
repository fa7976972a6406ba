// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { labels, resources } from '@kubevirt-ts/api';
import type { Node, Pod } from '@kubevirt-ts/kube';

/** On a node: the boot of which the label on KVM speaks, because a verdict does not outlive the kernel it was made on. */
export const verdictBootAnnotation = 'kubevirt.io/kvm-boot-id';
/** On a node: what the guest that tried KVM left to say when it did not run. */
export const verdictMessageAnnotation = 'kubevirt.io/kvm-message';

/** Whether KVM works on a node, and why not. */
export interface Verdict {
  works: boolean;
  message: string;
}

/** What to do about KVM on a node. */
export type ProbeDecision =
  | { do: 'nothing' }
  | { do: 'try' }
  | { do: 'record'; verdict: Verdict }
  /** The probe has done its work, or is not needed. */
  | { do: 'clean' };

/** Everything the decision is made from. */
export interface ProbeInput {
  node: Node;
  probe?: Pod;
  useEmulation: boolean;
}

const isTried = ({ metadata, status }: Node): boolean =>
  metadata?.labels?.[labels.kvm] !== undefined &&
  metadata.annotations?.[verdictBootAnnotation] === status?.nodeInfo?.bootID;

const offersProbe = ({ status }: Node): boolean => Number(status?.allocatable?.[resources.kvmProbe] ?? 0) > 0;

const verdictOf = (probe: Pod): Verdict | undefined => {
  const { phase, message, reason } = probe.status ?? {};
  if (phase === 'Succeeded') return { works: true, message: '' };
  if (phase !== 'Failed') return undefined;
  const ended = probe.status?.containerStatuses?.[0]?.state?.terminated;
  return {
    works: false,
    message: ended?.message?.trim() || message || ended?.reason || reason || 'the guest did not run',
  };
};

/** Whether a node's KVM has to be tried, is being tried, or has shown what it is worth. */
export const decide = ({ node, probe, useEmulation }: ProbeInput): ProbeDecision => {
  const needed = !useEmulation && !isTried(node) && offersProbe(node);
  if (!probe) return needed ? { do: 'try' } : { do: 'nothing' };
  if (probe.metadata?.deletionTimestamp) return { do: 'nothing' };
  if (isTried(node) || useEmulation) return { do: 'clean' };
  const verdict = verdictOf(probe);
  return verdict ? { do: 'record', verdict } : { do: 'nothing' };
};
