// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// The virtual machine itself: what the hypervisor builds.

import { type Infer, object, ref, required, string } from '../schema.ts';
import { Clock } from './clock.ts';
import { CPU } from './cpu.ts';
import { Devices } from './devices.ts';
import { DiskIOThreads } from './disks.ts';
import { Features } from './features.ts';
import { Chassis, Firmware, Machine } from './firmware.ts';
import { LaunchSecurity } from './launch-security.ts';
import { Memory, ResourceRequirements } from './memory.ts';

export const DomainSpec = object('The virtual machine itself: what the hypervisor builds.', {
  cpu: ref<CPU>(CPU, 'Virtual CPUs.'),
  memory: ref<Memory>(Memory, 'Memory.'),
  resources: ref<ResourceRequirements>(ResourceRequirements, 'What the VM claims from its node.'),
  devices: required(ref<Devices>(Devices, 'Disks, interfaces and all else that is attached.')),
  firmware: ref<Firmware>(Firmware, 'What the guest boots with.'),
  machine: ref<Machine>(Machine, 'Kind of computer that is emulated.'),
  features: ref<Features>(Features, 'What the hypervisor tells the guest it can do.'),
  clock: ref<Clock>(Clock, 'Clock and timers.'),
  ioThreadsPolicy: string(
    'Who does the I/O of disks: shared (one thread), auto (threads by number of CPUs) or supplementalPool (ioThreads tells how many).',
  ),
  ioThreads: ref<DiskIOThreads>(DiskIOThreads, 'I/O threads of the pool.'),
  chassis: ref<Chassis>(Chassis, 'The chassis as the guest reads it from SMBIOS.'),
  launchSecurity: ref<LaunchSecurity>(LaunchSecurity, 'Protects the guest from its host.'),
  rebootPolicy: string(
    'What a reboot from inside does: Reboot (default), or Terminate, which ends the VMI. Needs gate RebootPolicy.',
  ),
});
export interface DomainSpec extends Infer<typeof DomainSpec> {}
