// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { resources as deviceNames, labels } from '@kubevirt-ts/api';
import { type DeviceAllocation, type DevicePlugin, devicePlugin, type Log } from '@kubevirt-ts/host';
import type { Cache, Node } from '@kubevirt-ts/kube';

const access: DeviceAllocation = {
  devices: [{ containerPath: '/dev/kvm', hostPath: '/dev/kvm', permissions: 'rw' }],
};

/** The plugins for the processor's virtualization. */
export interface KvmPlugins {
  readonly registered: boolean;
  setCount(count: number): void;
  stop(): void;
}

/** What the plugins are made of. */
export interface KvmOptions {
  nodeName: string;
  nodes: Cache<Node>;
  /** VMs that may run at once. */
  count: number;
  /** The node has the device; whether it works is another matter. */
  isPresent: boolean;
  log: Log;
}

/**
 * Offers KVM for VMs only once a probe's guest was seen to run with it (virt-controller's verdict in the node's label), and
 * for that probe wherever there is the device at all: a device that opens may still hang every guest.
 */
export function kvmPlugins({ nodeName, nodes, isPresent, log, ...o }: KvmOptions): KvmPlugins {
  let count = o.count;
  let healthy = false;
  const devices = () => Array.from({ length: count }, (_, index) => ({ id: `kvm${index}`, healthy }));
  const kvm = devicePlugin({ resourceName: deviceNames.kvm, devices: devices(), allocate: () => access, log });
  const probe: DevicePlugin | undefined = isPresent
    ? devicePlugin({
        resourceName: deviceNames.kvmProbe,
        devices: [{ id: 'probe0', healthy: true }],
        allocate: () => access,
        log,
      })
    : undefined;
  nodes.onChange(({ object }) => {
    if (object.metadata?.name !== nodeName) return;
    const proven = isPresent && object.metadata.labels?.[labels.kvm] === 'true';
    if (proven === healthy) return;
    healthy = proven;
    log.info({ healthy }, 'KVM');
    kvm.setDevices(devices());
  });
  return {
    get registered() {
      return kvm.registered && probe?.registered !== false;
    },
    setCount(next) {
      if (next === count) return;
      count = next;
      kvm.setDevices(devices());
    },
    stop() {
      kvm.stop();
      probe?.stop();
    },
  };
}
