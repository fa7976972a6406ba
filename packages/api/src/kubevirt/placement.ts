// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Where the components run and how they are changed.

import { Affinity } from '../core/affinity.ts';
import { Toleration } from '../core/scheduling.ts';
import { atomicList, duration, type Infer, int32, list, map, object, ref, required, string, uint8 } from '../schema.ts';

export const NodePlacement = object('Node placement.', {
  affinity: ref<Affinity>(Affinity, 'Affinity.'),
  nodeSelector: map(string(), 'Node selector.'),
  tolerations: list(ref<Toleration>(Toleration), 'Tolerations.'),
});
export interface NodePlacement extends Infer<typeof NodePlacement> {}

export const ComponentConfig = object('Component config.', {
  nodePlacement: ref<NodePlacement>(NodePlacement, 'Node placement.'),
  replicas: uint8('Replicas.'),
});
export interface ComponentConfig extends Infer<typeof ComponentConfig> {}

export const CustomizeComponentsPatch = object('Customize components patch.', {
  patch: required(string('Patch.')),
  resourceName: required(string('Resource name.')),
  resourceType: required(string('Resource type.')),
  type: required(string('Type.')),
});
export interface CustomizeComponentsPatch extends Infer<typeof CustomizeComponentsPatch> {}

export const Flags = object('Flags.', {
  api: map(string(), 'Api.'),
  controller: map(string(), 'Controller.'),
  handler: map(string(), 'Handler.'),
});
export interface Flags extends Infer<typeof Flags> {}

export const CustomizeComponents = object('Customize components.', {
  flags: ref<Flags>(Flags, 'Flags.'),
  patches: atomicList(ref<CustomizeComponentsPatch>(CustomizeComponentsPatch), 'Patches.'),
});
export interface CustomizeComponents extends Infer<typeof CustomizeComponents> {}

export const KubeVirtWorkloadUpdateStrategy = object('Kube virt workload update strategy.', {
  batchEvictionInterval: duration('Batch eviction interval.'),
  batchEvictionSize: int32('Batch eviction size.'),
  workloadUpdateMethods: atomicList(string(), 'Workload update methods.'),
});
export interface KubeVirtWorkloadUpdateStrategy extends Infer<typeof KubeVirtWorkloadUpdateStrategy> {}
