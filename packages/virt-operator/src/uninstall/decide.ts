// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { labels } from '@kubevirt-ts/api';
import type { CustomResourceDefinition, KubeObject, Node, Pod } from '@kubevirt-ts/kube';

/** What an uninstall is decided from. */
export interface Remains {
  /** Managed objects by kind, in the order in which kinds are taken away. */
  kinds: readonly string[];
  listed(kind: string): readonly KubeObject[];
  pods: readonly Pod[];
  nodes: readonly Node[];
  lostNodes: ReadonlySet<string>;
}

/** One write of an uninstall. */
export type Removal =
  | { do: 'delete'; object: KubeObject }
  /** Adds or removes the finalizer that keeps a definition until every object of every definition is gone. */
  | { do: 'hold' | 'release'; definition: CustomResourceDefinition }
  | { do: 'clean-node'; node: Node };

/** What to take away now, and what is waited for when that is nothing. */
export interface UninstallDecision {
  removals: readonly Removal[];
  waitingFor?: string;
  /** Nothing of the installation is left. */
  complete: boolean;
}

/** Keeps a definition, and with it what its objects are served by, until the objects of all definitions are gone. */
export const definitionFinalizer = 'kubevirt.io/virtOperatorFinalizer';

const isHeld = ({ metadata }: KubeObject): boolean => metadata?.finalizers?.includes(definitionFinalizer) ?? false;
const isLeaving = ({ metadata }: KubeObject): boolean => metadata?.deletionTimestamp !== undefined;

const isEmptied = ({ status }: CustomResourceDefinition): boolean =>
  status?.conditions?.some(
    ({ type, status: is, reason }) =>
      type === 'Terminating' && is === 'False' && reason === 'InstanceDeletionCompleted',
  ) ?? false;

const isReadyPod = (pod: Pod): boolean =>
  pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;

const podsOf = (remains: Remains, name: string): readonly Pod[] =>
  remains.pods.filter((pod) => pod.metadata?.labels?.[labels.appLabel] === name);

/** Hooks of a virt-api that answers no more would refuse every change to the VMs that are to go. */
const deadHooks = (remains: Remains): Removal[] =>
  podsOf(remains, 'virt-api').some(isReadyPod)
    ? []
    : ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration']
        .flatMap((kind) => remains.listed(kind))
        .filter(({ metadata }) => metadata?.name?.startsWith('virt-api-'))
        .map((object) => ({ do: 'delete', object }));

/** First the workloads: their definitions go while the programs that end VMs properly still run. */
const emptyDefinitions = (definitions: readonly CustomResourceDefinition[], remains: Remains): UninstallDecision => {
  const unheld = definitions.filter((definition) => !isHeld(definition) && !isLeaving(definition));
  if (unheld.length > 0) return { removals: unheld.map((definition) => ({ do: 'hold', definition })), complete: false };
  const staying = definitions.filter((definition) => !isLeaving(definition));
  if (staying.length > 0) return { removals: staying.map((object) => ({ do: 'delete', object })), complete: false };
  const inUse = definitions.find((definition) => isHeld(definition) && !isEmptied(definition));
  if (inUse) {
    return {
      removals: deadHooks(remains),
      waitingFor: `every object of ${inUse.metadata?.name} to be gone`,
      complete: false,
    };
  }
  const held = definitions.filter(isHeld);
  return {
    removals: held.map((definition) => ({ do: 'release', definition })),
    waitingFor: `the definition ${definitions[0]?.metadata?.name} to be gone`,
    complete: false,
  };
};

const isOurLabel = (key: string): boolean => /(^|\.)kubevirt\.io\//.test(key);

/** Whether a node carries something virt-handler wrote. */
const isMarked = ({ metadata }: Node): boolean =>
  [...Object.keys(metadata?.labels ?? {}), ...Object.keys(metadata?.annotations ?? {})].some(isOurLabel);

/** A merge patch that takes virt-handler's marks off a node. */
export const nodeCleaning = ({ metadata }: Node): unknown => {
  const nulls = (keys: Record<string, string> | undefined): Record<string, null> =>
    Object.fromEntries(
      Object.keys(keys ?? {})
        .filter(isOurLabel)
        .map((key) => [key, null]),
    );
  return { metadata: { labels: nulls(metadata?.labels), annotations: nulls(metadata?.annotations) } };
};

/** Kinds that running programs live on, and that go only after them. */
const lastKinds = new Set([
  'ClusterRoleBinding',
  'ClusterRole',
  'RoleBinding',
  'Role',
  'ServiceAccount',
  'Secret',
  'ConfigMap',
]);

const deletions = (remains: Remains, last: boolean): Removal[] =>
  remains.kinds
    .filter((kind) => lastKinds.has(kind) === last)
    .flatMap((kind) => remains.listed(kind))
    .filter((object) => !isLeaving(object))
    .map((object) => ({ do: 'delete', object }));

/**
 * What to take away now.
 * @upstream definitions with their objects first, then everything else, then the marks on nodes
 * @differs what the programs live on goes after the last virt-handler, which would otherwise mark its node again
 */
export const decideUninstall = (remains: Remains): UninstallDecision => {
  const definitions = remains.listed('CustomResourceDefinition') as readonly CustomResourceDefinition[];
  if (definitions.length > 0) return emptyDefinitions(definitions, remains);
  const first = deletions(remains, false);
  if (first.length > 0) return { removals: first, complete: false };
  const handler = podsOf(remains, 'virt-handler').find((pod) => !remains.lostNodes.has(pod.spec?.nodeName ?? ''));
  if (handler) return { removals: [], waitingFor: `the pod ${handler.metadata?.name} to end`, complete: false };
  const nodes = remains.nodes.filter(isMarked).map((node): Removal => ({ do: 'clean-node', node }));
  const rest = [...nodes, ...deletions(remains, true)];
  if (rest.length > 0) return { removals: rest, complete: false };
  const left = remains.kinds.flatMap((kind) => remains.listed(kind))[0];
  if (left) return { removals: [], waitingFor: `${left.kind} ${left.metadata?.name} to be gone`, complete: false };
  return { removals: [], complete: true };
};
