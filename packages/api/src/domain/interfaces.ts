// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Network interfaces as the guest sees them.

import { atomicList, type Infer, int32, list, object, ref, required, string } from '../schema.ts';

export const DHCPPrivateOptions = object('Dhcpprivate options.', {
  option: required(int32('Option.')),
  value: required(string('Value.')),
});
export interface DHCPPrivateOptions extends Infer<typeof DHCPPrivateOptions> {}

export const DHCPOptions = object('Dhcpoptions.', {
  bootFileName: string('Boot file name.'),
  ntpServers: list(string(), 'Ntp servers.'),
  privateOptions: list(ref<DHCPPrivateOptions>(DHCPPrivateOptions), 'Private options.'),
  tftpServerName: string('Tftp server name.'),
});
export interface DHCPOptions extends Infer<typeof DHCPOptions> {}

export const InterfaceBridge = object('Interface bridge.', {});
export interface InterfaceBridge extends Infer<typeof InterfaceBridge> {}

export const InterfaceMasquerade = object('Interface masquerade.', {});
export interface InterfaceMasquerade extends Infer<typeof InterfaceMasquerade> {}

export const InterfacePasstBinding = object('Interface passt binding.', {});
export interface InterfacePasstBinding extends Infer<typeof InterfacePasstBinding> {}

export const InterfaceSRIOV = object('Interface sriov.', {});
export interface InterfaceSRIOV extends Infer<typeof InterfaceSRIOV> {}

export const DeprecatedInterfaceMacvtap = object('Deprecated interface macvtap.', {});
export interface DeprecatedInterfaceMacvtap extends Infer<typeof DeprecatedInterfaceMacvtap> {}

export const DeprecatedInterfacePasst = object('Deprecated interface passt.', {});
export interface DeprecatedInterfacePasst extends Infer<typeof DeprecatedInterfacePasst> {}

export const DeprecatedInterfaceSlirp = object('Deprecated interface slirp.', {});
export interface DeprecatedInterfaceSlirp extends Infer<typeof DeprecatedInterfaceSlirp> {}

export const PluginBinding = object('Plugin binding.', {
  name: required(string('Name.')),
});
export interface PluginBinding extends Infer<typeof PluginBinding> {}

export const Port = object('Port.', {
  port: required(int32('Port.')),
  name: string('Name.'),
  protocol: string('Protocol.'),
});
export interface Port extends Infer<typeof Port> {}

export const PortRange = object('Port range.', {
  end: required(int32('End.')),
  protocol: required(string('Protocol.')),
  start: required(int32('Start.')),
});
export interface PortRange extends Infer<typeof PortRange> {}

export const Interface = object('Interface.', {
  name: required(string('Name.')),
  acpiIndex: int32('Acpi index.'),
  binding: ref<PluginBinding>(PluginBinding, 'Binding.'),
  bootOrder: int32('Boot order.'),
  bridge: ref<InterfaceBridge>(InterfaceBridge, 'Bridge.'),
  dhcpOptions: ref<DHCPOptions>(DHCPOptions, 'Dhcp options.'),
  macAddress: string('Mac address.'),
  macvtap: ref<DeprecatedInterfaceMacvtap>(DeprecatedInterfaceMacvtap, 'Macvtap.'),
  masquerade: ref<InterfaceMasquerade>(InterfaceMasquerade, 'Masquerade.'),
  model: string('Model.'),
  passt: ref<DeprecatedInterfacePasst>(DeprecatedInterfacePasst, 'Passt.'),
  passtBinding: ref<InterfacePasstBinding>(InterfacePasstBinding, 'Passt binding.'),
  pciAddress: string('Pci address.'),
  portRanges: atomicList(ref<PortRange>(PortRange), 'Port ranges.'),
  ports: list(ref<Port>(Port), 'Ports.'),
  slirp: ref<DeprecatedInterfaceSlirp>(DeprecatedInterfaceSlirp, 'Slirp.'),
  sriov: ref<InterfaceSRIOV>(InterfaceSRIOV, 'Sriov.'),
  state: string('State.'),
  tag: string('Tag.'),
});
export interface Interface extends Infer<typeof Interface> {}
