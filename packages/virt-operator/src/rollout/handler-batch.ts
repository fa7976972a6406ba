// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { WorkloadFacts } from '@kubevirt-ts/rules/rollout';
import type { HandlerBatch } from '../strategy/virt-handler.ts';

/**
 * How many nodes may be without virt-handler at once: one until the first new one is ready there, then a tenth of them.
 * @upstream the sequence 1, 10%, 1 of its canary
 */
export const handlerBatch = (handler: WorkloadFacts | undefined): HandlerBatch => {
  const proven = handler?.pods.some((pod) => pod.upToDate && pod.ready) ?? false;
  const outdated = handler?.pods.some((pod) => !pod.upToDate) ?? false;
  return proven && outdated ? '10%' : 1;
};
