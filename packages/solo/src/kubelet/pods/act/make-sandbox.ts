// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { PodMemory } from '../memory.ts';
import { sandboxSpec } from '../sandbox-spec.ts';
import type { PodTools } from '../tools.ts';

const retryMs = 5000;

/** Makes a pod's sandbox; the first, or one in the place of one that died. */
export async function makeSandbox(attempt: number, memory: PodMemory, tools: PodTools): Promise<void> {
  const { pod } = memory;
  if (attempt > 0) {
    tools.event(pod, 'Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.');
    const { sandboxes } = await tools.snapshot.of(pod.metadata?.uid ?? '');
    for (const { id } of sandboxes) await tools.runtime.stopSandbox(id);
  }
  try {
    const { clusterDomain } = tools;
    await tools.runtime.ensureSandbox(sandboxSpec(pod, { attempt, resolver: await tools.resolver(), clusterDomain }));
    memory.sandboxRetryAt = undefined;
  } catch (error) {
    tools.event(pod, 'Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: ${(error as Error).message}`);
    memory.sandboxRetryAt = new Date(tools.now().getTime() + retryMs);
  }
}
