// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { ClaimFacts } from '../launcher-config.ts';

/** A disk that is a persistent volume claim: a file in it, or the block device it is. */
export type ClaimDisk =
  | { kind: 'claim-file'; directory: string; readOnly: boolean; capacityBytes?: number }
  | { kind: 'claim-block'; device: string; readOnly: boolean };

/** Where the content of an ISO image comes from: computed from the VMI, or the files of a mounted directory. */
export type IsoContent =
  | { kind: 'cloud-init'; flavour: 'noCloud' | 'configDrive'; userData: SeedText; networkData?: SeedText }
  | { kind: 'directory'; path: string; optional: boolean };

/** A text of a cloud-init volume: as it stands in the VMI, or in a mounted secret under one of several keys. */
export type SeedText = { text: string } | { base64: string } | { directory: string; keys: readonly string[] };

/** What has to be done before a volume can be a disk, in words that need neither the VMI nor the cluster. */
export type VolumeStep = { volume: string } & (
  | { kind: 'container-disk'; path?: string; overlay: string }
  | ClaimDisk
  | { kind: 'ephemeral'; base: ClaimDisk; overlay: string }
  | { kind: 'empty-disk'; file: string; capacityBytes: number }
  | { kind: 'iso'; file: string; label: string; content: IsoContent }
);

/** Facts about claims by volume name. */
export type Claims = Readonly<Record<string, ClaimFacts>>;
