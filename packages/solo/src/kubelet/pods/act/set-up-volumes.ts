// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { PodMemory } from '../memory.ts';
import type { PodTools } from '../tools.ts';

/** Sets a pod's volumes up, or brings them up to date. */
export async function setUpVolumes(memory: PodMemory, tools: PodTools): Promise<void> {
  const { nodeName, hostIps, allocatable } = tools.place();
  const problems = await tools.volumes.setUp(memory.pod, { nodeName, hostIps, podIps: [], allocatable });
  for (const problem of problems) tools.event(memory.pod, 'Warning', 'FailedMount', problem);
}
