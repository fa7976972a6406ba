// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Which devices of the nodes VMs may have.

import { atomicList, boolean, type Infer, map, object, ref, required, string } from '../schema.ts';

export const MediatedHostDevice = object('Mediated devices of one type.', {
  mdevNameSelector: required(string('Name of the type, as the driver tells it.')),
  resourceName: required(string('Resource by which VMs ask for one.')),
  externalResourceProvider: boolean('Another device plugin offers them; false when absent.'),
});
export interface MediatedHostDevice extends Infer<typeof MediatedHostDevice> {}

export const PciHostDevice = object('PCI devices of one model.', {
  pciVendorSelector: required(string('Vendor and product, such as 10DE:1EB8.')),
  resourceName: required(string('Resource by which VMs ask for one.')),
  externalResourceProvider: boolean('Another device plugin offers them; false when absent.'),
});
export interface PciHostDevice extends Infer<typeof PciHostDevice> {}

export const USBSelector = object('USB devices of one model.', {
  vendor: required(string('Vendor, four hexadecimal digits.')),
  product: required(string('Product, four hexadecimal digits.')),
});
export interface USBSelector extends Infer<typeof USBSelector> {}

export const USBHostDevice = object('A set of USB devices.', {
  resourceName: required(string('Resource by which VMs ask for the set.')),
  selectors: atomicList(ref<USBSelector>(USBSelector), 'Devices in the set, given together.'),
  externalResourceProvider: boolean('Another device plugin offers them; false when absent.'),
});
export interface USBHostDevice extends Infer<typeof USBHostDevice> {}

export const PermittedHostDevices = object('Devices of nodes that VMs may have.', {
  pciHostDevices: atomicList(ref<PciHostDevice>(PciHostDevice), 'PCI devices.'),
  mediatedDevices: atomicList(ref<MediatedHostDevice>(MediatedHostDevice), 'Mediated devices, such as virtual GPUs.'),
  usb: atomicList(ref<USBHostDevice>(USBHostDevice), 'USB devices.'),
});
export interface PermittedHostDevices extends Infer<typeof PermittedHostDevices> {}

export const NodeMediatedDeviceTypesConfig = object('Mediated devices that are made on certain nodes.', {
  nodeSelector: required(map(string(), 'Labels of these nodes.')),
  mediatedDeviceTypes: atomicList(string(), 'Types that are made.'),
  mediatedDevicesTypes: atomicList(string(), 'Deprecated: see mediatedDeviceTypes.'),
});
export interface NodeMediatedDeviceTypesConfig extends Infer<typeof NodeMediatedDeviceTypesConfig> {}

export const MediatedDevicesConfiguration = object('Mediated devices that are made on nodes.', {
  enabled: boolean('Whether any are made and removed; true when absent.'),
  mediatedDeviceTypes: atomicList(string(), 'Types that are made on every node.'),
  nodeMediatedDeviceTypes: atomicList(
    ref<NodeMediatedDeviceTypesConfig>(NodeMediatedDeviceTypesConfig),
    'Types that are made on certain nodes, instead.',
  ),
  mediatedDevicesTypes: atomicList(string(), 'Deprecated: see mediatedDeviceTypes.'),
});
export interface MediatedDevicesConfiguration extends Infer<typeof MediatedDevicesConfiguration> {}

export const PersistentReservationConfiguration = object('Persistent reservations of SCSI.', {
  enabled: boolean('The helper for them is installed; false when absent.'),
});
export interface PersistentReservationConfiguration extends Infer<typeof PersistentReservationConfiguration> {}
