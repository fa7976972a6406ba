// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Node, Pod } from '@kubevirt-ts/kube';
import { type Amounts, add, amounts, podRequests } from './requests.ts';

/** A pod with what is asked about it again and again. */
export interface PodInfo {
  readonly pod: Pod;
  readonly requests: Amounts;
  /** As `requests`, where what was left out is assumed. */
  readonly assumed: Amounts;
  readonly priority: number;
}

const infos = new WeakMap<Pod, PodInfo>();

/** What there is to know of a pod; computed once for each state of it. */
export function podInfo(pod: Pod): PodInfo {
  const known = infos.get(pod);
  if (known) return known;
  const info = {
    pod,
    requests: podRequests(pod),
    assumed: podRequests(pod, { assume: true }),
    priority: pod.spec?.priority ?? 0,
  };
  infos.set(pod, info);
  return info;
}

/** A node, the pods on it and what they take. */
export class NodeInfo {
  readonly node: Node;
  readonly allocatable: Amounts;
  readonly requested = new Map<string, number>();
  readonly assumed = new Map<string, number>();
  readonly #pods = new Map<string, PodInfo>();

  constructor(node: Node, pods: Iterable<PodInfo> = []) {
    this.node = node;
    this.allocatable = amounts(node.status?.allocatable);
    for (const info of pods) this.add(info);
  }

  get name(): string {
    return this.node.metadata?.name ?? '';
  }

  get labels(): Readonly<Record<string, string>> {
    return this.node.metadata?.labels ?? {};
  }

  get pods(): readonly PodInfo[] {
    return [...this.#pods.values()];
  }

  /** Puts a pod here, in place of an earlier state of it. */
  add(info: PodInfo): void {
    const uid = info.pod.metadata?.uid ?? '';
    this.remove(uid);
    this.#pods.set(uid, info);
    add(this.requested, info.requests);
    add(this.assumed, info.assumed);
  }

  remove(uid: string): void {
    const info = this.#pods.get(uid);
    if (!info) return;
    this.#pods.delete(uid);
    add(this.requested, info.requests, -1);
    add(this.assumed, info.assumed, -1);
  }

  /** The same node with some pods more and some fewer. */
  with(more: Iterable<PodInfo>, fewer: ReadonlySet<string> = new Set()): NodeInfo {
    const kept = this.pods.filter(({ pod }) => !fewer.has(pod.metadata?.uid ?? ''));
    return new NodeInfo(this.node, [...kept, ...more]);
  }
}
