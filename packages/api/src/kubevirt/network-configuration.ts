// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Which interface bindings VMs may use.

import { ResourceRequirementsWithoutClaims } from '../domain/memory.ts';
import { boolean, type Infer, map, object, ref, string } from '../schema.ts';

export const InterfaceBindingMigration = object('Interface binding migration.', {
  method: string('Method.'),
});
export interface InterfaceBindingMigration extends Infer<typeof InterfaceBindingMigration> {}

export const InterfaceBindingPlugin = object('Interface binding plugin.', {
  computeResourceOverhead: ref<ResourceRequirementsWithoutClaims>(
    ResourceRequirementsWithoutClaims,
    'Compute resource overhead.',
  ),
  domainAttachmentType: string('Domain attachment type.'),
  downwardAPI: string('Downward api.'),
  migration: ref<InterfaceBindingMigration>(InterfaceBindingMigration, 'Migration.'),
  networkAttachmentDefinition: string('Network attachment definition.'),
  sidecarImage: string('Sidecar image.'),
});
export interface InterfaceBindingPlugin extends Infer<typeof InterfaceBindingPlugin> {}

export const NetworkConfiguration = object('Network configuration.', {
  binding: map(ref<InterfaceBindingPlugin>(InterfaceBindingPlugin), 'Binding.'),
  defaultNetworkInterface: string('Default network interface.'),
  permitBridgeInterfaceOnPodNetwork: boolean('Permit bridge interface on pod network.'),
  permitSlirpInterface: boolean('Permit slirp interface.'),
});
export interface NetworkConfiguration extends Infer<typeof NetworkConfiguration> {}
