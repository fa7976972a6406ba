// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Container } from '../runtime/runtime.ts';
import { containerIdPrefix } from './container-status.ts';
import type { PodMemory } from './memory.ts';
import type { PodTools } from './tools.ts';
import { newestSandbox, type PodView, type ProbeState, specifiedContainers } from './view.ts';
import { watchProbes } from './watch-probes.ts';

/** Looks at everything that is known of a pod, and has the probes of what runs run. */
export async function gather(memory: PodMemory, tools: PodTools): Promise<PodView> {
  const { pod } = memory;
  const { sandboxes, containers } = await tools.snapshot.of(pod.metadata?.uid ?? '');
  await hearLastWords(containers, memory, tools);
  const sandbox = newestSandbox({ sandboxes });
  const running = containers.filter((run) => run.state === 'running' && run.sandboxId === sandbox?.id);
  if (sandbox) {
    const ready = running.filter(({ name }) => name !== memory.starting?.name);
    watchProbes(ready, sandbox, memory, tools);
  }
  for (const run of containers) if (!running.includes(run)) tools.prober.forget(run.id);
  const probes = new Map<string, ProbeState>(running.map(({ id }) => [id, tools.prober.state(id)]));
  return {
    now: tools.now(),
    pod,
    goneSince: memory.goneSince,
    admission: memory.admission,
    eviction: memory.eviction,
    volumes: tools.volumes.state(pod),
    isReleased: memory.isReleased,
    sandboxes,
    sandboxRetryAt: memory.sandboxRetryAt,
    containers,
    busy: {
      pod: new Set(memory.doing),
      starting: memory.starting?.name,
      stopping: new Map([...memory.stopping].map(([id, { killAt }]) => [id, killAt])),
    },
    probes,
    failures: new Map(memory.failures),
    backOffs: new Map(memory.backOffs),
  };
}

async function hearLastWords(containers: readonly Container[], memory: PodMemory, tools: PodTools): Promise<void> {
  const specified = specifiedContainers(memory.pod.spec);
  const { containerStatuses = [], initContainerStatuses = [] } = memory.pod.status ?? {};
  for (const run of containers) {
    if (run.state !== 'exited' || memory.lastWords.has(run.id)) continue;
    const policy = specified.find(({ container }) => container.name === run.name)?.container.terminationMessagePolicy;
    const fallback = policy === 'FallbackToLogsOnError' && run.exitCode !== 0;
    const known = [...containerStatuses, ...initContainerStatuses]
      .flatMap(({ state, lastState }) => [state?.terminated, lastState?.terminated])
      .find((ended) => ended?.containerID === `${containerIdPrefix}${run.id}`);
    const words = await tools.runtime.terminationMessage(run.id, fallback).catch(() => known?.message ?? '');
    memory.lastWords.set(run.id, words);
  }
}
