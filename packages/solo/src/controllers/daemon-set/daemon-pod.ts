// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { controllerReference, type DaemonSet, type Node, type Pod } from '@kubevirt-ts/kube';
import { matchesNodeAffinity } from '../../scheduler/filters/node-selector.ts';
import { type Toleration, untolerated } from '../../scheduler/filters/taints.ts';
import { podFromTemplate } from '../pods/template.ts';

/** The label that says of which revision of its DaemonSet a pod is. */
export const revisionLabel = 'controller-revision-hash';
const generationLabel = 'pod-template-generation';
const generationAnnotation = 'deprecated.daemonset.template.generation';

const nodeField = 'metadata.name';

/** The tolerations every pod of a DaemonSet has: it runs where others are driven out. */
function tolerationsOf(hostNetwork: boolean | undefined): Toleration[] {
  const of = (key: string, effect: string) => ({ key: `node.kubernetes.io/${key}`, operator: 'Exists', effect });
  return [
    of('not-ready', 'NoExecute'),
    of('unreachable', 'NoExecute'),
    of('disk-pressure', 'NoSchedule'),
    of('memory-pressure', 'NoSchedule'),
    of('pid-pressure', 'NoSchedule'),
    of('unschedulable', 'NoSchedule'),
    ...(hostNetwork ? [of('network-unavailable', 'NoSchedule')] : []),
  ];
}

/** The pod of a DaemonSet's revision for a node; the scheduler puts it there. */
export function daemonPod(daemonSet: DaemonSet, node: string, revision: string): Pod {
  const owner = { ...daemonSet, apiVersion: 'apps/v1', kind: 'DaemonSet' };
  const pod = podFromTemplate(daemonSet.spec?.template, owner);
  const generation = daemonSet.metadata?.annotations?.[generationAnnotation];
  pod.metadata = {
    ...pod.metadata,
    labels: {
      ...pod.metadata?.labels,
      ...(generation && { [generationLabel]: generation }),
      [revisionLabel]: revision,
    },
    ownerReferences: [controllerReference(owner)],
  };
  const spec = pod.spec!;
  const own = spec.tolerations ?? [];
  const added = tolerationsOf(spec.hostNetwork).filter(
    ({ key, effect }) =>
      !own.some((other) => other.key === key && other.effect === effect && other.operator === 'Exists'),
  );
  spec.tolerations = [...own, ...added];
  const nodeSelectorTerms = [{ matchFields: [{ key: nodeField, operator: 'In', values: [node] }] }];
  spec.affinity = {
    ...spec.affinity,
    nodeAffinity: {
      ...spec.affinity?.nodeAffinity,
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms },
    },
  };
  return pod;
}

/** The node a pod is on or was made for. */
export function nodeOf(pod: Pod): string | undefined {
  if (pod.spec?.nodeName) return pod.spec.nodeName;
  const terms = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  const fields = terms?.flatMap(({ matchFields = [] }) => matchFields) ?? [];
  return fields.find(({ key, operator }) => key === nodeField && operator === 'In')?.values?.[0];
}

/** Whether a node is to have a pod, and whether one that is there may stay. */
export function eligibility(daemonSet: DaemonSet, node: Node): { shouldRun: boolean; mayStay: boolean } {
  const spec = daemonSet.spec?.template?.spec;
  const isMeant = !spec?.nodeName || spec.nodeName === node.metadata?.name;
  const pod: Pod = { metadata: {}, spec: { ...spec, containers: [] } };
  if (!isMeant || !matchesNodeAffinity(pod, node)) return { shouldRun: false, mayStay: false };
  const tolerations = [...(spec?.tolerations ?? []), ...tolerationsOf(spec?.hostNetwork)];
  const isKeptOff = (effects: string[]) => untolerated(node.spec?.taints, tolerations, effects) !== undefined;
  return { shouldRun: !isKeptOff(['NoSchedule', 'NoExecute']), mayStay: !isKeptOff(['NoExecute']) };
}

/** Whether a pod is of the present revision; one made before revisions were known by hash, by generation. */
export function isCurrent(daemonSet: DaemonSet, pod: Pod, revision: string): boolean {
  const labels = pod.metadata?.labels ?? {};
  const generation = daemonSet.metadata?.annotations?.[generationAnnotation];
  return labels[revisionLabel] === revision || (!!generation && labels[generationLabel] === generation);
}
