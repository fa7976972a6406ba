// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// The virtual CPUs of a guest.

import { boolean, type Infer, int64, list, object, ref, required, string } from '../schema.ts';

export const CPUFeature = object('A feature of the CPU model that is switched on or off for the guest.', {
  name: required(string('Name of the feature as QEMU spells it, such as vmx.')),
  policy: string('force, require (default), optional, disable or forbid; require and forbid also select nodes.'),
});
export interface CPUFeature extends Infer<typeof CPUFeature> {}

export const NUMAGuestMappingPassthrough = object(
  'Gives the guest the NUMA nodes its pinned CPUs are on; needs dedicated CPUs and huge pages.',
  {},
);
export interface NUMAGuestMappingPassthrough extends Infer<typeof NUMAGuestMappingPassthrough> {}

export const NUMA = object('NUMA nodes of the guest.', {
  guestMappingPassthrough: ref<NUMAGuestMappingPassthrough>(
    NUMAGuestMappingPassthrough,
    'The guest sees NUMA nodes as its CPUs lie on the host.',
  ),
});
export interface NUMA extends Infer<typeof NUMA> {}

export const Realtime = object('Lets virtual CPUs run with real-time priority; needs dedicated CPUs.', {
  mask: string('Virtual CPUs that get it, such as "0-3,^1"; all when absent.'),
});
export interface Realtime extends Infer<typeof Realtime> {}

export const CPU = object('The virtual CPUs of the guest; their number is sockets × cores × threads.', {
  cores: int64('Cores of each socket; 1 when absent.'),
  sockets: int64('Sockets; 1 when absent. Can be raised while the VM runs, up to maxSockets.'),
  threads: int64('Threads of each core; 1 when absent.'),
  maxSockets: int64(
    'Sockets that can be reached without a restart; by default 4 times the sockets, and at most 512 CPUs.',
  ),
  model: string(
    "host-model (default: as close to the node's CPU as can migrate), host-passthrough (the node's CPU itself) or a model QEMU knows.",
  ),
  features: list(ref<CPUFeature>(CPUFeature), 'Features that are added to the model or taken from it.'),
  dedicatedCpuPlacement: boolean(
    'Each virtual CPU has a physical one to itself; needs a node with the static CPU manager.',
  ),
  isolateEmulatorThread: boolean("QEMU's own threads get one more dedicated CPU; only with dedicatedCpuPlacement."),
  numa: ref<NUMA>(NUMA, 'NUMA nodes of the guest.'),
  realtime: ref<Realtime>(Realtime, 'Real-time scheduling of the virtual CPUs.'),
});
export interface CPU extends Infer<typeof CPU> {}

export const CPUTopology = object('Number and arrangement of virtual CPUs.', {
  cores: int64('Cores of each socket.'),
  sockets: int64('Sockets.'),
  threads: int64('Threads of each core.'),
});
export interface CPUTopology extends Infer<typeof CPUTopology> {}
