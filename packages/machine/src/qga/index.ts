// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

export { delimiter, type QgaDecoded, type QgaMessage, qgaDecoder, qgaLimits } from './decode.ts';
export {
  type GuestAgentInfo,
  type GuestInterface,
  type GuestOsInfo,
  readAgentInfo,
  readInterfaces,
  readOsInfo,
} from './guest-facts.ts';
export { type QgaSession, type QgaSessionOptions, qgaSession } from './session.ts';
