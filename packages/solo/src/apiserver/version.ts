// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/** What `/version` answers: the Kubernetes whose API this is, and what it runs on. */
export interface VersionInfo {
  major: string;
  minor: string;
  gitVersion: string;
  gitCommit: string;
  gitTreeState: string;
  buildDate: string;
  goVersion: string;
  compiler: string;
  platform: string;
}

const goArchitectures: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64', ia32: '386', arm: 'arm' };

/** The version of the API that is served. There is no Go here: its fields name Node. */
export function versionInfo(): VersionInfo {
  return {
    major: '1',
    minor: '36',
    gitVersion: 'v1.36.0+solo',
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: `node${process.versions.node}`,
    compiler: 'v8',
    platform: `${process.platform}/${goArchitectures[process.arch] ?? process.arch}`,
  };
}
