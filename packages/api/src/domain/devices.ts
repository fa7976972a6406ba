// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// All devices of a guest.

import { atomicList, boolean, type Infer, list, object, ref } from '../schema.ts';
import { Disk, Filesystem } from './disks.ts';
import { ClientPassthroughDevices, GPU, HostDevice } from './host-devices.ts';
import { Interface } from './interfaces.ts';
import {
  DownwardMetrics,
  Input,
  PanicDevice,
  Rng,
  SoundDevice,
  TPMDevice,
  VideoDevice,
  Watchdog,
} from './peripherals.ts';

export const Devices = object('Devices.', {
  autoattachGraphicsDevice: boolean('Autoattach graphics device.'),
  autoattachInputDevice: boolean('Autoattach input device.'),
  autoattachMemBalloon: boolean('Autoattach mem balloon.'),
  autoattachPodInterface: boolean('Autoattach pod interface.'),
  autoattachSerialConsole: boolean('Autoattach serial console.'),
  autoattachVSOCK: boolean('Autoattach vsock.'),
  blockMultiQueue: boolean('Block multi queue.'),
  clientPassthrough: ref<ClientPassthroughDevices>(ClientPassthroughDevices, 'Client passthrough.'),
  disableHotplug: boolean('Disable hotplug.'),
  disks: list(ref<Disk>(Disk), 'Disks.'),
  downwardMetrics: ref<DownwardMetrics>(DownwardMetrics, 'Downward metrics.'),
  filesystems: atomicList(ref<Filesystem>(Filesystem), 'Filesystems.'),
  gpus: atomicList(ref<GPU>(GPU), 'Gpus.'),
  hostDevices: atomicList(ref<HostDevice>(HostDevice), 'Host devices.'),
  inputs: list(ref<Input>(Input), 'Inputs.'),
  interfaces: list(ref<Interface>(Interface), 'Interfaces.'),
  logSerialConsole: boolean('Log serial console.'),
  networkInterfaceMultiqueue: boolean('Network interface multiqueue.'),
  panicDevices: list(ref<PanicDevice>(PanicDevice), 'Panic devices.'),
  rng: ref<Rng>(Rng, 'Rng.'),
  sound: ref<SoundDevice>(SoundDevice, 'Sound.'),
  tpm: ref<TPMDevice>(TPMDevice, 'Tpm.'),
  useVirtioTransitional: boolean('Use virtio transitional.'),
  video: ref<VideoDevice>(VideoDevice, 'Video.'),
  watchdog: ref<Watchdog>(Watchdog, 'Watchdog.'),
});
export interface Devices extends Infer<typeof Devices> {}
