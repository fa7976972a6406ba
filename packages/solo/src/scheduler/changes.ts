// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { type Change, isDeepEqual, type Node, type Pod } from '@kubevirt-ts/kube';
import { isTerminal } from '../controllers/pods/state.ts';

/** Whether a change of a node may let waiting pods be placed: heartbeats do not. */
export function concernsNode({ object, old }: Change<Node>): boolean {
  if (!old) return true;
  const decisive = ({ metadata, spec, status }: Node) => ({
    labels: metadata?.labels,
    taints: spec?.taints,
    unschedulable: spec?.unschedulable,
    allocatable: status?.allocatable,
  });
  return !isDeepEqual(decisive(object), decisive(old));
}

/** Whether a change of a pod that has a node may let others be placed. */
export function concerns({ type, object, old }: Change<Pod>): boolean {
  if (!object.spec?.nodeName) return false;
  if (type !== 'MODIFIED' || !old?.spec?.nodeName) return true;
  return (
    isTerminal(object) !== isTerminal(old) ||
    !!object.metadata?.deletionTimestamp !== !!old.metadata?.deletionTimestamp ||
    !isSameToPlace(object, old)
  );
}

/** Whether a pod asks the same of its node as before. */
export function isSameToPlace(a: Pod, b: Pod): boolean {
  return isDeepEqual(a.metadata?.labels, b.metadata?.labels) && isDeepEqual(a.spec, b.spec);
}
