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

export const Devices = object('The devices of the guest.', {
  disks: list(ref<Disk>(Disk), 'Disks; each needs a volume of the same name, except an empty CD-ROM drive.'),
  interfaces: list(
    ref<Interface>(Interface),
    'Network interfaces, at most 256; each needs a network of the same name.',
  ),
  filesystems: atomicList(ref<Filesystem>(Filesystem), 'Directories shared with the guest.'),
  inputs: list(ref<Input>(Input), 'Pointers.'),
  watchdog: ref<Watchdog>(Watchdog, 'Ends or resets a guest that hangs.'),
  rng: ref<Rng>(Rng, 'Gives the guest random numbers from the host.'),
  tpm: ref<TPMDevice>(TPMDevice, 'Gives the guest a TPM.'),
  video: ref<VideoDevice>(VideoDevice, 'Chooses the graphics card.'),
  sound: ref<SoundDevice>(SoundDevice, 'Gives the guest a sound card.'),
  gpus: atomicList(ref<GPU>(GPU), 'GPUs of the node.'),
  hostDevices: atomicList(ref<HostDevice>(HostDevice), 'Other devices of the node.'),
  clientPassthrough: ref<ClientPassthroughDevices>(
    ClientPassthroughDevices,
    'Lets clients redirect their USB devices.',
  ),
  panicDevices: list(ref<PanicDevice>(PanicDevice), 'Devices that report a crash of the guest.'),
  downwardMetrics: ref<DownwardMetrics>(DownwardMetrics, 'Gives the guest figures about its host.'),
  autoattachPodInterface: boolean(
    'Without interfaces listed, the guest gets one on the pod network; true when absent.',
  ),
  autoattachGraphicsDevice: boolean('The guest has graphics, and so VNC; true when absent.'),
  autoattachSerialConsole: boolean('The guest has a serial console; true when absent.'),
  logSerialConsole: boolean("The serial console is also written to the pod's log; the cluster decides when absent."),
  autoattachMemBalloon: boolean('The guest has a memory balloon, which reports its use of memory; true when absent.'),
  autoattachInputDevice: boolean('The guest has a tablet; false when absent.'),
  autoattachVSOCK: boolean('The guest has a VSOCK address; false when absent. Needs gate VSOCK.'),
  blockMultiQueue: boolean('Virtio disks have one queue for each virtual CPU; false when absent.'),
  networkInterfaceMultiqueue: boolean(
    'Virtio interfaces have one queue for each virtual CPU, at most 256; false when absent.',
  ),
  useVirtioTransitional: boolean(
    'Virtio devices also speak the version before 1.0, for very old guests; false when absent.',
  ),
  disableHotplug: boolean('No disks can be added while the VM runs; false when absent.'),
});
export interface Devices extends Infer<typeof Devices> {}
