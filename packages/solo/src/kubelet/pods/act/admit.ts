// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { PodMemory } from '../memory.ts';
import type { PodTools } from '../tools.ts';

/** Takes a pod in, with the devices it asks for, or refuses it for good. */
export async function admit(memory: PodMemory, tools: PodTools): Promise<void> {
  const { pod } = memory;
  const problem = tools.fits(pod) ?? (await tools.devices.admit(pod));
  if (problem) tools.event(pod, 'Warning', problem.reason, problem.message);
  memory.admission = problem ?? 'admitted';
}
