// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { Interface, Network } from '@kubevirt-ts/api';
import type { ClusterConfig } from '../../config/index.ts';
import { each, type Finding, faults, invalid, unsupported } from '../cause.ts';
import { interfacesOf, networksOf, type SpecCheck } from '../spec-view.ts';
import { dhcpFaults } from './dhcp.ts';
import { isPciAddress } from './pci-address.ts';
import { portFaults, portRangeFaults } from './ports.ts';

/** One interface with the network it is connected to. */
interface InterfaceView {
  nic: Interface;
  network?: Network;
  /** Whether the network is the default one of the pod. */
  isDefault: boolean;
  path: string;
  config: ClusterConfig;
}

const models = ['e1000', 'e1000e', 'igb', 'ne2k_pci', 'pcnet', 'rtl8139', 'virtio'];
const states = ['absent', 'down', 'up'];
/** The address KubeVirt gives to the bridge in a masquerade pod. */
const reservedMac = '02:00:00:00:00:00';

const discontinued = ({ nic, path }: InterfaceView): Finding =>
  faults(
    nic.slirp && invalid(`${path}.slirp`, 'Slirp interface support has been discontinued since v1.3'),
    nic.passt && invalid(`${path}.passt`, 'Passt network binding has been discontinued since v1.3'),
    nic.macvtap && invalid(`${path}.macvtap`, 'Macvtap network binding has been discontinued since v1.3'),
  );

const unfitState = ({ nic, path, isDefault }: InterfaceView): Finding => {
  if (!nic.state) return;
  const field = `${path}.state`;
  const quoted = `"${nic.name}" interface's state "${nic.state}"`;
  return faults(
    !states.includes(nic.state) &&
      invalid(field, `logical ${nic.name} interface state value is unsupported: ${nic.state}`),
    nic.sriov && nic.state !== 'absent' && invalid(field, `${quoted} is not supported for SR-IOV NICs`),
    nic.state === 'absent' && !nic.bridge && invalid(field, `${quoted} is supported only for bridge binding`),
    nic.state === 'absent' && isDefault && invalid(field, `${quoted} is not supported on default networks`),
  );
};

const notOneBinding = ({ nic, path }: InterfaceView): Finding =>
  !nic.slirp &&
  !nic.passt &&
  !nic.macvtap &&
  [nic.bridge, nic.masquerade, nic.sriov, nic.passtBinding, nic.binding].filter(Boolean).length !== 1 &&
  invalid(path, `logical ${nic.name} interface must have exactly one binding method or binding plugin`);

const misplacedBinding = ({ nic, network, path, config }: InterfaceView): Finding =>
  faults(
    nic.masquerade &&
      !network?.pod &&
      invalid(`${path}.name`, 'Masquerade interface only implemented with pod network'),
    nic.masquerade &&
      nic.macAddress === reservedMac &&
      invalid(
        `${path}.macAddress`,
        'The requested MAC address is reserved for the in-pod bridge. Please choose another one.',
      ),
    nic.bridge &&
      network?.pod &&
      !config.permitBridgeInterfaceOnPodNetwork &&
      invalid(`${path}.name`, 'Bridge on pod network configuration is not enabled under kubevirt-config'),
    nic.passtBinding &&
      !config.isEnabled('PasstBinding') &&
      invalid(`${path}.name`, 'PasstBinding feature gate is not enabled'),
    nic.passtBinding &&
      !network?.pod &&
      invalid(`${path}.name`, 'PasstBinding interface only implemented with pod network'),
  );

const malformedName = ({ nic, path }: InterfaceView): Finding =>
  !/^[A-Za-z0-9-_]+$/.test(nic.name) &&
  invalid(
    `${path}.name`,
    'Network interface name can only contain alphabetical characters, numbers, dashes (-) or underscores (_)',
  );

const unknownModel = ({ nic, path }: InterfaceView): Finding =>
  !!nic.model &&
  !models.includes(nic.model) &&
  unsupported(`${path}.model`, `interface ${path}.name uses model ${nic.model} that is not supported.`);

const malformedMac = ({ nic, path }: InterfaceView): Finding => {
  const mac = nic.macAddress;
  if (!mac) return;
  const bytes = /^[\da-fA-F]{2}([:-])[\da-fA-F]{2}(?:\1[\da-fA-F]{2})+$/.test(mac)
    ? (mac.length + 1) / 3
    : /^[\da-fA-F]{4}(?:\.[\da-fA-F]{4})+$/.test(mac)
      ? ((mac.length + 1) / 5) * 2
      : 0;
  const fault = [6, 8, 20].includes(bytes) ? bytes > 6 && 'too long' : 'malformed';
  return fault && invalid(`${path}.macAddress`, `interface ${path}.name has ${fault} MAC address (${mac}).`);
};

const malformedPciAddress = ({ nic, path }: InterfaceView): Finding =>
  !!nic.pciAddress &&
  !isPciAddress(nic.pciAddress) &&
  invalid(`${path}.pciAddress`, `interface ${path}.name has malformed PCI address (${nic.pciAddress}).`);

const families: readonly ((view: InterfaceView) => Finding)[] = [
  discontinued,
  unfitState,
  notOneBinding,
  misplacedBinding,
  malformedName,
  unknownModel,
  malformedMac,
  malformedPciAddress,
  ({ nic, network, path }) => network?.pod && portFaults(nic, path),
  ({ nic, network, path, config }) => portRangeFaults(nic, path, { network, config }),
  ({ nic, path }) => dhcpFaults(nic, path),
];

/** Everything about single interfaces and their bindings. */
export const interfaceFaults: SpecCheck = ({ path, spec, config }) => {
  const networks = new Map(networksOf(spec).map((network) => [network.name, network]));
  return each(interfacesOf(spec), (nic, index) => {
    const network = networks.get(nic.name);
    const isDefault = !!network && (network.pod !== undefined || network.multus?.default === true);
    const view = { nic, network, isDefault, path: `${path}.domain.devices.interfaces[${index}]`, config };
    return faults(...families.map((find) => find(view)));
  });
};
