// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Node, Pod } from '@kubevirt-ts/kube';
import { isTerminal } from '../controllers/pods/state.ts';
import { NodeInfo, type PodInfo, podInfo } from './node-info.ts';

interface Placed {
  node: string;
  info: PodInfo;
  /** Given a node here, which the cache does not show yet. */
  isAssumed: boolean;
}

/** The nodes with the pods on them: those the cache shows there, and those that were just sent there. */
export class ClusterState {
  readonly #nodes = new Map<string, NodeInfo>();
  readonly #placed = new Map<string, Placed>();

  get nodes(): readonly NodeInfo[] {
    return [...this.#nodes.values()];
  }

  setNode(node: Node): void {
    const name = node.metadata?.name ?? '';
    const pods = [...this.#placed.values()].filter((placed) => placed.node === name).map(({ info }) => info);
    this.#nodes.set(name, new NodeInfo(node, pods));
  }

  removeNode(name: string): void {
    this.#nodes.delete(name);
  }

  /** The cache shows a pod: what it says of its node counts, but nothing said is no contradiction to what was assumed. */
  setPod(pod: Pod): void {
    const uid = pod.metadata?.uid ?? '';
    if (isTerminal(pod)) this.removePod(uid);
    else if (pod.spec?.nodeName) this.#place(uid, { node: pod.spec.nodeName, info: podInfo(pod), isAssumed: false });
  }

  removePod(uid: string): void {
    const placed = this.#placed.get(uid);
    if (!placed) return;
    this.#placed.delete(uid);
    this.#nodes.get(placed.node)?.remove(uid);
  }

  /** Counts a pod on a node before the cache does. */
  assume(info: PodInfo, node: string): void {
    this.#place(info.pod.metadata?.uid ?? '', { node, info, isAssumed: true });
  }

  /** Takes an assumption back; what the cache shows stays. */
  forget(uid: string): void {
    if (this.#placed.get(uid)?.isAssumed) this.removePod(uid);
  }

  isPlaced(uid: string): boolean {
    return this.#placed.has(uid);
  }

  #place(uid: string, placed: Placed): void {
    this.removePod(uid);
    this.#placed.set(uid, placed);
    this.#nodes.get(placed.node)?.add(placed.info);
  }
}
