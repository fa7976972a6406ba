// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

export { type OwnedDirectory, ownedDirectory } from './files/owned-directory.ts';
export { isMissing, readIfExists } from './files/read-if-exists.ts';
export { writeFileAtomically } from './files/write-file-atomically.ts';
export {
  type DeviceAllocation,
  type DevicePlugin,
  type DevicePluginOptions,
  devicePlugin,
  type PluginDevice,
} from './kubelet/device-plugin.ts';
export { type DeviceHolder, type PodResources, podResources } from './kubelet/pod-resources.ts';
export type { Log } from './log.ts';
export { type Conversation, conversation } from './processes/conversation.ts';
export { type ProcessResult, type RunOptions, run } from './processes/run.ts';
export { launcherProfile, launcherProfilePath, type SeccompProfile } from './seccomp/index.ts';
export { type FlowGate, flowGate, throttle } from './sockets/flow-gate.ts';
export {
  type SocketConnection,
  type SocketListener,
  type SocketListenerOptions,
  socketListener,
} from './sockets/socket-listener.ts';
