// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Filter } from '../snapshot.ts';
import { nodeSelectorFilter } from './node-selector.ts';
import { podAffinityFilter } from './pod-affinity.ts';
import { nodeNameFilter, portFilter, resourceFilter } from './resources.ts';
import { cordonFilter, taintFilter } from './taints.ts';
import { spreadFilter } from './topology-spread.ts';
import { volumeFilter } from './volumes.ts';

/** All reasons for which a pod is kept off a node, in the order in which the first one is told. */
export const filters: readonly Filter[] = [
  cordonFilter,
  nodeNameFilter,
  taintFilter,
  nodeSelectorFilter,
  portFilter,
  resourceFilter,
  volumeFilter,
  spreadFilter,
  podAffinityFilter,
];
