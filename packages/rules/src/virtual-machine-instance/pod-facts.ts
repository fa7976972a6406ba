// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { VirtualMachineInstanceStatus } from '@kubevirt-ts/api';

/** Why something is as it is: one word for programs, a sentence for people. */
export interface Explanation {
  reason: string;
  message: string;
}

/** A condition of a pod, as far as a VMI depends on it. */
export interface PodFactCondition extends Partial<Explanation> {
  status: string;
}

/** What the decisions about a VMI need to know of its pod. */
export interface PodFacts {
  name: string;
  uid: string;
  /** The node it was bound to. */
  node?: string;
  /** Its compute container, or all of it, has ended for good. */
  ended: boolean;
  /** Somebody deleted it; its containers may still be running. */
  deleting: boolean;
  /** The time it was given to end by itself: by its spec, or less when it was deleted so. */
  graceSeconds: number;
  ips: readonly string[];
  qosClass?: VirtualMachineInstanceStatus['qosClass'];
  /** The image of the compute container. */
  image?: string;
  /** The compute container runs and every other container is ready: the node agent may take over. */
  handedOver: boolean;
  /** The first container, in their order, whose image cannot be had. */
  imageError?: Explanation;
  ready?: PodFactCondition;
  scheduled?: PodFactCondition;
  /** The readiness gate of a guest that is not paused. */
  unpaused?: PodFactCondition;
  /** Whether the pod asks for KVM. */
  wantsKvm: boolean;
  /** What the compute container left behind when it ended. */
  terminationMessage?: string;
}
