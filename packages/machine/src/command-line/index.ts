// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

export { channelSockets, guestAgentPort } from './channel-options.ts';
export { initialFirmwareVariables } from './machine-options.ts';
export { unpluggedInterfaces } from './network-options.ts';
export type { Option } from './option.ts';
export { qemuCommand, qemuOptions } from './qemu-command.ts';
