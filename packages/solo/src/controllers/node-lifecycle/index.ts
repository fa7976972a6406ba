// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Controller } from '@kubevirt-ts/kube';
import type { SoloContext } from '../../context.ts';
import { nodeHealthController } from './node-health.ts';
import { podGcController } from './pod-gc.ts';
import { taintEvictionController } from './taint-eviction.ts';

/** The controllers that deal with nodes that fail: they meet only in nodes' taints. */
export function nodeLifecycleControllers(c: SoloContext): Controller[] {
  return [nodeHealthController, taintEvictionController, podGcController].map((start) => start(c));
}
