// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

export * from './cloud-init/index.ts';
export * from './command-line/index.ts';
export { isDnsLabel, toDnsLabel } from './dns-label.ts';
export { firmwareUuid } from './firmware-uuid.ts';
export { guestMemoryBytes, requestedMemoryBytes } from './guest-memory.ts';
export { kvmProbeByte, kvmProbeCommand, kvmProbeDisk, kvmProbeExitCode } from './kvm-probe.ts';
export {
  type ClaimFacts,
  environmentJson,
  type LauncherConfig,
  launcherEnvironment,
  type SmbiosConfig,
} from './launcher-config.ts';
export { memoryOverheadBytes, type OverheadOptions, translationCacheMiB } from './memory-overhead.ts';
export { declaresPorts, guestAddresses, lastForwardedPort, type PodNetwork, passtCommand } from './passt.ts';
export { paths, programs } from './paths.ts';
export * from './plan/index.ts';
export { interfacesOf, macAddress } from './plan/plan-interfaces.ts';
export * from './qga/index.ts';
export * from './qmp/index.ts';
export { type Refusal, refusal } from './refusal.ts';
export { swtpmCommand } from './swtpm.ts';
export { type CpuTopology, cpuTopology, vcpuCount } from './vcpus.ts';
export * from './volumes/index.ts';
