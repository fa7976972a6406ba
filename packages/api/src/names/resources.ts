// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** Extended resources that virt-handler offers on a node. */
export const resources = {
  /** One slot of virt-handler's sockets; every VM needs one, so it bounds the VMs of a node. */
  channel: 'devices.kubevirt.io/channel',
  /** Permission to use /dev/kvm. */
  kvm: 'devices.kubevirt.io/kvm',
  /** /dev/kvm for the pod that finds out whether it works. */
  kvmProbe: 'devices.kubevirt.io/kvm-probe',
  tun: 'devices.kubevirt.io/tun',
  vhostNet: 'devices.kubevirt.io/vhost-net',
  vhostVsock: 'devices.kubevirt.io/vhost-vsock',
  sev: 'devices.kubevirt.io/sev',
  tdx: 'devices.kubevirt.io/tdx',
  prHelper: 'devices.kubevirt.io/pr-helper',
  iommufd: 'devices.kubevirt.io/iommufd',
} as const;

/** Beginning of every extended resource of KubeVirt. */
export const resourcePrefix = 'devices.kubevirt.io/';
