// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Pod } from '@kubevirt-ts/kube';
import type { BackOffState, Failure, PodView, Problem } from './view.ts';

/** What this process keeps in mind of a pod. All of it may be lost: what matters is with the API and the runtime. */
export interface PodMemory {
  /** As the API had it last. */
  pod: Pod;
  goneSince?: Date;
  admission: PodView['admission'];
  eviction?: Problem;
  isReleased: boolean;
  /** What of the whole pod is being done. */
  doing: Set<string>;
  starting?: { name: string; abort: AbortController };
  stopping: Map<string, { killAt: Date; hurry: AbortController }>;
  sandboxRetryAt?: Date;
  failures: Map<string, Failure>;
  backOffs: Map<string, BackOffState>;
  /** The last words of containers that ended, by id. */
  lastWords: Map<string, string>;
  /** The status as it was computed last, and the version of the object it was written over. */
  status?: { wanted: NonNullable<Pod['status']>; over?: string };
  /** The version of the object whose deletion was asked for. */
  deleted?: string;
}

/** What is kept in mind of a pod that was not known. `isAdopted`: it was taken in before. */
export function newMemory(pod: Pod, isAdopted: boolean): PodMemory {
  return {
    pod,
    admission: isAdopted ? 'admitted' : 'pending',
    isReleased: false,
    doing: new Set(),
    stopping: new Map(),
    failures: new Map(),
    backOffs: new Map(),
    lastWords: new Map(),
  };
}
