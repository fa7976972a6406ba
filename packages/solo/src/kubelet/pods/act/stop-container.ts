// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Action } from '../action.ts';
import { runHook } from '../hooks.ts';
import type { PodMemory } from '../memory.ts';
import type { PodTools } from '../tools.ts';

/** A stop, and what makes its preStop hook end early. */
export interface Stop extends Omit<Extract<Action, { do: 'stop' }>, 'do'> {
  podIp: string;
  hurry: AbortSignal;
}

const leastMs = 2000;

/** Lets a container end: its preStop hook, its stop signal, and when its time is over SIGKILL. Its time includes the hook's. */
export async function stopContainer(stop: Stop, memory: PodMemory, tools: PodTools): Promise<void> {
  const { run, specified, killAt } = stop;
  tools.event(memory.pod, 'Normal', 'Killing', stop.message);
  const leftMs = () => killAt.getTime() - tools.now().getTime();
  const hook = specified?.container.lifecycle?.preStop;
  if (specified && hook && run.state === 'running' && leftMs() > 0) {
    const target = {
      container: specified.container,
      podIp: stop.podIp,
      run: (command: readonly string[], timeoutMs: number) => tools.runtime.run(run.id, command, timeoutMs),
    };
    const signal = AbortSignal.any([stop.hurry, tools.exitOf(run.id)]);
    const failure = await runHook(hook, target, { timeoutMs: leftMs(), signal });
    // A container that ended took its hook with it, which is no failure.
    if (failure !== undefined && !signal.aborted) {
      tools.logger.info({ pod: memory.pod.metadata?.name, container: run.name, failure }, 'a preStop hook failed');
      tools.event(memory.pod, 'Warning', 'FailedPreStopHook', 'PreStopHook failed');
    }
  }
  await tools.runtime.stop(run.id, stop.hurry.aborted ? 0 : Math.max(leastMs, leftMs()));
}
