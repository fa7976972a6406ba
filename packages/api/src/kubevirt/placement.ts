// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Where the components run and how they are changed.

import { Affinity } from '../core/affinity.ts';
import { Toleration } from '../core/scheduling.ts';
import { atomicList, duration, type Infer, int32, list, map, object, ref, required, string, uint8 } from '../schema.ts';

export const NodePlacement = object('Which nodes components run on.', {
  nodeSelector: map(string(), 'Labels a node must have.'),
  affinity: ref<Affinity>(Affinity, 'What attracts components to nodes or repels them.'),
  tolerations: list(ref<Toleration>(Toleration), 'Taints of nodes that do not keep components away.'),
});
export interface NodePlacement extends Infer<typeof NodePlacement> {}

export const ComponentConfig = object('How many of a component, and where.', {
  nodePlacement: ref<NodePlacement>(NodePlacement, 'Which nodes.'),
  replicas: uint8(
    'Pods of each deployment; 2 when absent, of virt-api more with many nodes and 1 with a single one. Not for virt-handler.',
  ),
});
export interface ComponentConfig extends Infer<typeof ComponentConfig> {}

export const CustomizeComponentsPatch = object('A change to an object the operator makes.', {
  resourceType: required(string('Kind of the object, such as Deployment.', { minLength: 1 })),
  resourceName: required(string('Name of the object; * means all.', { minLength: 1 })),
  type: required(string('Form of the patch: json, merge or strategic.')),
  patch: required(string('The patch, as JSON.')),
});
export interface CustomizeComponentsPatch extends Infer<typeof CustomizeComponentsPatch> {}

export const Flags = object('Command-line flags added to components, without the leading dashes.', {
  api: map(string(), 'Flags of virt-api.'),
  controller: map(string(), 'Flags of virt-controller.'),
  handler: map(string(), 'Flags of virt-handler.'),
});
export interface Flags extends Infer<typeof Flags> {}

export const CustomizeComponents = object('Changes to what the operator makes; they survive updates.', {
  patches: atomicList(ref<CustomizeComponentsPatch>(CustomizeComponentsPatch), 'Changes to objects, in order.'),
  flags: ref<Flags>(Flags, 'Flags added to components.'),
});
export interface CustomizeComponents extends Infer<typeof CustomizeComponents> {}

export const KubeVirtWorkloadUpdateStrategy = object('How running VMs get a new launcher after an update.', {
  workloadUpdateMethods: atomicList(
    string(),
    'LiveMigrate moves VMs that can, Evict ends the others; without either they stay as they are.',
  ),
  batchEvictionSize: int32('VMs that are evicted at a time; 10 when absent.'),
  batchEvictionInterval: duration('Time between two such batches; 1m when absent.'),
});
export interface KubeVirtWorkloadUpdateStrategy extends Infer<typeof KubeVirtWorkloadUpdateStrategy> {}
