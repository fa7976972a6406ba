// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { PodMemory } from '../memory.ts';
import type { PodTools } from '../tools.ts';

/** Gives back what a pod held that has ended: its network, volumes and devices. Its logs stay. */
export async function release(memory: PodMemory, tools: PodTools): Promise<void> {
  const uid = memory.pod.metadata?.uid ?? '';
  const { sandboxes } = await tools.snapshot.of(uid);
  await Promise.all(sandboxes.map(({ id }) => tools.runtime.stopSandbox(id)));
  await tools.volumes.tearDown(uid);
  tools.devices.release(uid);
  tools.images.forget(uid);
  memory.isReleased = true;
}

/** Removes what the runtime keeps of a pod, its logs too. */
export async function forget(memory: PodMemory, tools: PodTools): Promise<void> {
  const uid = memory.pod.metadata?.uid ?? '';
  const { sandboxes, containers } = await tools.snapshot.of(uid);
  for (const { id } of containers) tools.prober.forget(id);
  for (const { id } of sandboxes) await tools.runtime.removeSandbox(id);
}
