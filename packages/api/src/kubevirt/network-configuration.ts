// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Which interface bindings VMs may use.

import { ResourceRequirementsWithoutClaims } from '../domain/memory.ts';
import { boolean, type Infer, map, object, ref, string } from '../schema.ts';

export const InterfaceBindingMigration = object('VMs with this binding can migrate.', {
  method: string('What is done after a migration: link-refresh switches the link off and on; nothing when absent.'),
});
export interface InterfaceBindingMigration extends Infer<typeof InterfaceBindingMigration> {}

export const InterfaceBindingPlugin = object('A way to connect interfaces to networks.', {
  sidecarImage: string('Image of the program that does it.'),
  networkAttachmentDefinition: string('Network attachment the pod needs for it, as name or namespace/name.'),
  domainAttachmentType: string('How the machine is connected: tap or managedTap.'),
  migration: ref<InterfaceBindingMigration>(
    InterfaceBindingMigration,
    'VMs with this binding can migrate; they cannot when absent.',
  ),
  downwardAPI: string('What the program is told: device-info.'),
  computeResourceOverhead: ref<ResourceRequirementsWithoutClaims>(
    ResourceRequirementsWithoutClaims,
    "What it takes from the VM's container in addition.",
  ),
});
export interface InterfaceBindingPlugin extends Infer<typeof InterfaceBindingPlugin> {}

export const NetworkConfiguration = object('Which bindings VMs may use.', {
  defaultNetworkInterface: string(
    'Binding of interfaces that are added by default: masquerade (when absent) or bridge.',
  ),
  permitBridgeInterfaceOnPodNetwork: boolean('Binding bridge may be used on the pod network.'),
  permitSlirpInterface: boolean('Deprecated: without effect.'),
  binding: map(ref<InterfaceBindingPlugin>(InterfaceBindingPlugin), 'Further bindings by name.'),
});
export interface NetworkConfiguration extends Infer<typeof NetworkConfiguration> {}
