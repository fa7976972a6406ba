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

export const DomainSpec = object('Domain spec.', {
  devices: required(ref<Devices>(Devices, 'Devices.')),
  chassis: ref<Chassis>(Chassis, 'Chassis.'),
  clock: ref<Clock>(Clock, 'Clock.'),
  cpu: ref<CPU>(CPU, 'Cpu.'),
  features: ref<Features>(Features, 'Features.'),
  firmware: ref<Firmware>(Firmware, 'Firmware.'),
  ioThreads: ref<DiskIOThreads>(DiskIOThreads, 'Io threads.'),
  ioThreadsPolicy: string('Io threads policy.'),
  launchSecurity: ref<LaunchSecurity>(LaunchSecurity, 'Launch security.'),
  machine: ref<Machine>(Machine, 'Machine.'),
  memory: ref<Memory>(Memory, 'Memory.'),
  rebootPolicy: string('Reboot policy.'),
  resources: ref<ResourceRequirements>(ResourceRequirements, 'Resources.'),
});
export interface DomainSpec extends Infer<typeof DomainSpec> {}
