// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** A version that the tools build: its name and where its manifests and image archives are put. */
export interface Release {
  readonly version: string;
  readonly directory: string;
}

const release = (version: string): Release => ({ version, directory: `_out/release/${version}` });

/** What `npm start` and the end-to-end scenarios install, and what the scenarios update it to: the same source under another version. */
export const releases = { current: release('v0.1.0'), next: release('v0.1.1') } as const;
