// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { readFileSync } from 'node:fs';
import { allCapabilities } from './oci/capabilities.ts';

/** What this process may do, and so hand on to containers. */
export interface MachineRights {
  /** Without `CAP_`. */
  capabilities: ReadonlySet<string>;
  /** A lower score of being killed for want of memory cannot be set. */
  leastOomScoreAdj: number;
  /** More open files cannot be allowed. */
  mostOpenFiles: number;
}

const wantedOpenFiles = 1_048_576;
const leastScore = -1000;

/** Finds out what this process may do: root of a confined machine may lack some of it. */
export function machineRights(): MachineRights {
  const read = (name: string) => readFileSync(`/proc/self/${name}`, 'utf8');
  const mask = BigInt(`0x${/^CapEff:\s*(\w+)/m.exec(read('status'))?.[1] ?? '0'}`);
  const capabilities = new Set(allCapabilities.filter((_, bit) => (mask >> BigInt(bit)) & 1n));
  const mayExceed = capabilities.has('SYS_RESOURCE');
  const hardFiles = Number(/^Max open files\s+\S+\s+(\d+)/m.exec(read('limits'))?.[1] ?? wantedOpenFiles);
  return {
    capabilities,
    leastOomScoreAdj: mayExceed ? leastScore : Number(read('oom_score_adj')),
    mostOpenFiles: mayExceed ? wantedOpenFiles : Math.min(wantedOpenFiles, hardFiles),
  };
}
