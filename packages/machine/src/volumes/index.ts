// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

export { newClaimImageBytes } from './claim-image.ts';
export { type ImageHeader, imageHeaderBytes, readImageHeader } from './image-header.ts';
export { type Command, createIso, createQcow2 } from './image-tool.ts';
export type { ClaimDisk, Claims, IsoContent, SeedText, VolumeStep } from './volume-step.ts';
export {
  accessCredentialDirectory,
  claimDevice,
  claimDirectory,
  networkDataDirectory,
  objectDirectory,
  volumeSteps,
} from './volume-steps.ts';
