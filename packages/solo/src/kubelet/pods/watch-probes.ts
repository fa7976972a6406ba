// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { runProbe } from '../probes/run-probe.ts';
import type { Container, Sandbox } from '../runtime/runtime.ts';
import { containerIdPrefix } from './container-status.ts';
import type { PodMemory } from './memory.ts';
import type { PodTools } from './tools.ts';
import { type ProbeState, specifiedContainers } from './view.ts';

/** Has the probes of running containers run. */
export function watchProbes(running: readonly Container[], sandbox: Sandbox, memory: PodMemory, tools: PodTools): void {
  const { pod } = memory;
  const specified = specifiedContainers(pod.spec);
  const podIp = (pod.spec?.hostNetwork ? tools.place().hostIps[0] : sandbox.ips[0]) ?? '127.0.0.1';
  for (const run of running) {
    const found = specified.find(({ container }) => container.name === run.name);
    if (!found || found.kind === 'init' || found.kind === 'ephemeral') continue;
    const { container } = found;
    if (!container.startupProbe && !container.readinessProbe && !container.livenessProbe) continue;
    tools.prober.watch({
      id: run.id,
      container,
      startedAt: run.startedAt ?? run.createdAt,
      known: knownState(run, memory),
      isEnding: pod.metadata?.deletionTimestamp !== undefined || memory.goneSince !== undefined,
      ask: (probe) =>
        runProbe(probe, {
          container,
          podIp,
          run: (command, timeoutMs) => tools.runtime.run(run.id, command, timeoutMs),
        }),
    });
  }
}

/** What the status tells of a run that was probed before this process was there. */
function knownState(run: Container, { pod, status }: PodMemory): ProbeState {
  const { containerStatuses = [], initContainerStatuses = [] } = status?.wanted ?? pod.status ?? {};
  const known = [...containerStatuses, ...initContainerStatuses].find(
    ({ containerID }) => containerID === `${containerIdPrefix}${run.id}`,
  );
  return { startup: known?.started === true ? true : undefined, readiness: known?.ready === true ? true : undefined };
}
