// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// The virtual CPUs of a guest.

import { boolean, type Infer, int64, list, object, ref, required, string } from '../schema.ts';

export const CPUFeature = object('Cpufeature.', {
  name: required(string('Name.')),
  policy: string('Policy.'),
});
export interface CPUFeature extends Infer<typeof CPUFeature> {}

export const NUMAGuestMappingPassthrough = object('Numaguest mapping passthrough.', {});
export interface NUMAGuestMappingPassthrough extends Infer<typeof NUMAGuestMappingPassthrough> {}

export const NUMA = object('Numa.', {
  guestMappingPassthrough: ref<NUMAGuestMappingPassthrough>(NUMAGuestMappingPassthrough, 'Guest mapping passthrough.'),
});
export interface NUMA extends Infer<typeof NUMA> {}

export const Realtime = object('Realtime.', {
  mask: string('Mask.'),
});
export interface Realtime extends Infer<typeof Realtime> {}

export const CPU = object('Cpu.', {
  cores: int64('Cores.'),
  dedicatedCpuPlacement: boolean('Dedicated cpu placement.'),
  features: list(ref<CPUFeature>(CPUFeature), 'Features.'),
  isolateEmulatorThread: boolean('Isolate emulator thread.'),
  maxSockets: int64('Max sockets.'),
  model: string('Model.'),
  numa: ref<NUMA>(NUMA, 'Numa.'),
  realtime: ref<Realtime>(Realtime, 'Realtime.'),
  sockets: int64('Sockets.'),
  threads: int64('Threads.'),
});
export interface CPU extends Infer<typeof CPU> {}

export const CPUTopology = object('Cputopology.', {
  cores: int64('Cores.'),
  sockets: int64('Sockets.'),
  threads: int64('Threads.'),
});
export interface CPUTopology extends Infer<typeof CPUTopology> {}
