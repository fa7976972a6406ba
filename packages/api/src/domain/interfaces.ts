// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Network interfaces as the guest sees them.

import { atomicList, type Infer, int32, list, object, ref, required, string } from '../schema.ts';

export const DHCPPrivateOptions = object('One option of the private range.', {
  option: required(int32('Number of the option, 224 to 254.')),
  value: required(string('Value, as text.')),
});
export interface DHCPPrivateOptions extends Infer<typeof DHCPPrivateOptions> {}

export const DHCPOptions = object('What DHCP tells the guest besides its address.', {
  bootFileName: string('File to boot over the network, option 67.'),
  tftpServerName: string('Server of that file, option 66.'),
  ntpServers: list(string(), 'IPv4 addresses of time servers, option 42.'),
  privateOptions: list(ref<DHCPPrivateOptions>(DHCPPrivateOptions), 'Options of the private range; each number once.'),
});
export interface DHCPOptions extends Infer<typeof DHCPOptions> {}

export const InterfaceBridge = object("The guest takes over the pod's address on a bridge in the pod.", {});
export interface InterfaceBridge extends Infer<typeof InterfaceBridge> {}

export const InterfaceMasquerade = object(
  "The guest has an address of its own behind the pod's; connections are translated.",
  {},
);
export interface InterfaceMasquerade extends Infer<typeof InterfaceMasquerade> {}

export const InterfacePasstBinding = object("The guest shares the pod's address by user-mode networking.", {});
export interface InterfacePasstBinding extends Infer<typeof InterfacePasstBinding> {}

export const InterfaceSRIOV = object('A virtual function of a network card is given to the guest.', {});
export interface InterfaceSRIOV extends Infer<typeof InterfaceSRIOV> {}

export const DeprecatedInterfaceMacvtap = object('Refused: no longer part of KubeVirt since 1.3.', {});
export interface DeprecatedInterfaceMacvtap extends Infer<typeof DeprecatedInterfaceMacvtap> {}

export const DeprecatedInterfacePasst = object('Refused: no longer part of KubeVirt since 1.3; see passtBinding.', {});
export interface DeprecatedInterfacePasst extends Infer<typeof DeprecatedInterfacePasst> {}

export const DeprecatedInterfaceSlirp = object('Refused: no longer part of KubeVirt since 1.3.', {});
export interface DeprecatedInterfaceSlirp extends Infer<typeof DeprecatedInterfaceSlirp> {}

export const PluginBinding = object('A binding that the KubeVirt object registers.', {
  name: required(string('Name under spec.configuration.network.binding of the KubeVirt object.')),
});
export interface PluginBinding extends Infer<typeof PluginBinding> {}

export const Port = object('A port of the guest that others can reach.', {
  name: string('Name, unique in the interface and usable by services.'),
  protocol: string('TCP (default) or UDP.'),
  port: required(int32('Number, 1 to 65535.')),
});
export interface Port extends Infer<typeof Port> {}

export const PortRange = object('Consecutive ports of the guest that others can reach.', {
  protocol: required(string('TCP or UDP.')),
  start: required(int32('First port, 1 to 65535.')),
  end: required(int32('Last port, not below start.')),
});
export interface PortRange extends Infer<typeof PortRange> {}

export const Interface = object(
  'A network interface of the guest, connected to the network of the same name by exactly one binding.',
  {
    name: required(string('Name of the network; unique among interfaces.')),
    masquerade: ref<InterfaceMasquerade>(
      InterfaceMasquerade,
      "The guest has its own address behind the pod's; only on the pod network.",
    ),
    bridge: ref<InterfaceBridge>(InterfaceBridge, "The guest takes over the pod's address."),
    passtBinding: ref<InterfacePasstBinding>(InterfacePasstBinding, "The guest shares the pod's address."),
    sriov: ref<InterfaceSRIOV>(InterfaceSRIOV, 'A virtual function of a network card.'),
    binding: ref<PluginBinding>(PluginBinding, 'A binding the KubeVirt object registers.'),
    model: string('What the guest sees: virtio (default), e1000, e1000e, igb, ne2k_pci, pcnet or rtl8139.'),
    macAddress: string('Hardware address, such as de:ad:00:00:be:af; chosen when absent.'),
    ports: list(ref<Port>(Port), 'Ports that are forwarded; all when neither ports nor portRanges are given.'),
    portRanges: atomicList(
      ref<PortRange>(PortRange),
      'Ranges of ports that are forwarded; not together with ports. Needs gate PortRangesSpec.',
    ),
    state: string('Link state: up (default), down, or absent, which takes the interface out of a running VM.'),
    bootOrder: int32('Place in the boot order, from 1; without it the interface is not booted from.'),
    dhcpOptions: ref<DHCPOptions>(DHCPOptions, 'What DHCP tells the guest besides its address.'),
    pciAddress: string('PCI address in the guest, such as 0000:81:01.0.'),
    acpiIndex: int32('Number by which the guest names the interface whatever its PCI address is, 1 to 16383.'),
    tag: string('Word by which programs in the guest find the interface in the config drive.'),
    macvtap: ref<DeprecatedInterfaceMacvtap>(
      DeprecatedInterfaceMacvtap,
      'Refused: no longer part of KubeVirt since 1.3.',
    ),
    passt: ref<DeprecatedInterfacePasst>(
      DeprecatedInterfacePasst,
      'Refused: no longer part of KubeVirt since 1.3; see passtBinding.',
    ),
    slirp: ref<DeprecatedInterfaceSlirp>(DeprecatedInterfaceSlirp, 'Refused: no longer part of KubeVirt since 1.3.'),
  },
);
export interface Interface extends Infer<typeof Interface> {}
