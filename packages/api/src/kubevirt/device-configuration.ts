// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// Which devices of the nodes VMs may have.

import { atomicList, boolean, type Infer, map, object, ref, required, string } from '../schema.ts';

export const MediatedHostDevice = object('Mediated host device.', {
  mdevNameSelector: required(string('Mdev name selector.')),
  resourceName: required(string('Resource name.')),
  externalResourceProvider: boolean('External resource provider.'),
});
export interface MediatedHostDevice extends Infer<typeof MediatedHostDevice> {}

export const PciHostDevice = object('Pci host device.', {
  pciVendorSelector: required(string('Pci vendor selector.')),
  resourceName: required(string('Resource name.')),
  externalResourceProvider: boolean('External resource provider.'),
});
export interface PciHostDevice extends Infer<typeof PciHostDevice> {}

export const USBSelector = object('Usbselector.', {
  product: required(string('Product.')),
  vendor: required(string('Vendor.')),
});
export interface USBSelector extends Infer<typeof USBSelector> {}

export const USBHostDevice = object('Usbhost device.', {
  resourceName: required(string('Resource name.')),
  externalResourceProvider: boolean('External resource provider.'),
  selectors: atomicList(ref<USBSelector>(USBSelector), 'Selectors.'),
});
export interface USBHostDevice extends Infer<typeof USBHostDevice> {}

export const PermittedHostDevices = object('Permitted host devices.', {
  mediatedDevices: atomicList(ref<MediatedHostDevice>(MediatedHostDevice), 'Mediated devices.'),
  pciHostDevices: atomicList(ref<PciHostDevice>(PciHostDevice), 'Pci host devices.'),
  usb: atomicList(ref<USBHostDevice>(USBHostDevice), 'Usb.'),
});
export interface PermittedHostDevices extends Infer<typeof PermittedHostDevices> {}

export const NodeMediatedDeviceTypesConfig = object('Node mediated device types config.', {
  nodeSelector: required(map(string(), 'Node selector.')),
  mediatedDeviceTypes: atomicList(string(), 'Mediated device types.'),
  mediatedDevicesTypes: atomicList(string(), 'Mediated devices types.'),
});
export interface NodeMediatedDeviceTypesConfig extends Infer<typeof NodeMediatedDeviceTypesConfig> {}

export const MediatedDevicesConfiguration = object('Mediated devices configuration.', {
  enabled: boolean('Enabled.'),
  mediatedDeviceTypes: atomicList(string(), 'Mediated device types.'),
  mediatedDevicesTypes: atomicList(string(), 'Mediated devices types.'),
  nodeMediatedDeviceTypes: atomicList(
    ref<NodeMediatedDeviceTypesConfig>(NodeMediatedDeviceTypesConfig),
    'Node mediated device types.',
  ),
});
export interface MediatedDevicesConfiguration extends Infer<typeof MediatedDevicesConfiguration> {}

export const PersistentReservationConfiguration = object('Persistent reservation configuration.', {
  enabled: boolean('Enabled.'),
});
export interface PersistentReservationConfiguration extends Infer<typeof PersistentReservationConfiguration> {}
