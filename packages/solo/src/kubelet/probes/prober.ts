// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Container as SpecContainer } from '@kubevirt-ts/kube';
import type { ProbeState } from '../pods/view.ts';
import type { ProbeAnswer } from './answer.ts';
import type { Probe } from './run-probe.ts';
import { counted, type ProbeCount } from './threshold.ts';

/** Which of a container's probes. */
export type ProbeKind = 'startup' | 'readiness' | 'liveness';

/** A running container whose probes are to be run. */
export interface Probed {
  /** The run's id: another run of the same container begins anew. */
  id: string;
  container: SpecContainer;
  startedAt: Date;
  /** What was known of it before this process: it is not asked again from the start. */
  known: ProbeState;
  /** The pod is being deleted: only readiness is of interest. */
  isEnding: boolean;
  ask(probe: Probe): Promise<ProbeAnswer>;
}

/** What a prober is made of. */
export interface ProberOptions {
  now: () => Date;
  /** Waits; ends early when the signal aborts. */
  delay: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Called when what holds for a container changed. */
  changed: (id: string) => void;
  /** Called for every answer that is not well. */
  unhealthy: (id: string, kind: ProbeKind, answer: ProbeAnswer) => void;
}

/** Runs the probes of running containers. */
export interface Prober {
  /** What the probes of a container say. */
  state(id: string): ProbeState;
  /** Has a container's probes run from now on, or lets it know how the container is now. */
  watch(probed: Probed): void;
  /** Runs a container's probes no longer. */
  forget(id: string): void;
  /** Runs none any longer. */
  stop(): void;
}

interface Watched {
  probed: Probed;
  state: ProbeState;
  running: Map<ProbeKind, AbortController>;
}

/** A prober; each probe runs by itself. Liveness and readiness are asked once the startup probe, if any, is passed. */
export function prober(o: ProberOptions): Prober {
  const all = new Map<string, Watched>();

  const wanted = ({ probed, state }: Watched): ProbeKind[] => {
    const { startupProbe, livenessProbe, readinessProbe } = probed.container;
    const isStarted = !startupProbe || state.startup === true;
    return [
      ...(startupProbe && state.startup === undefined && !probed.isEnding ? (['startup'] as const) : []),
      ...(isStarted && readinessProbe ? (['readiness'] as const) : []),
      ...(isStarted && livenessProbe && state.liveness !== false && !probed.isEnding ? (['liveness'] as const) : []),
    ];
  };
  const reconcile = (watched: Watched) => {
    const kinds = wanted(watched);
    for (const [kind, controller] of watched.running) {
      if (kinds.includes(kind)) continue;
      controller.abort();
      watched.running.delete(kind);
    }
    for (const kind of kinds) {
      if (watched.running.has(kind)) continue;
      const controller = new AbortController();
      watched.running.set(kind, controller);
      void loop(watched, kind, controller.signal);
    }
  };
  const loop = async (watched: Watched, kind: ProbeKind, signal: AbortSignal) => {
    const probe = watched.probed.container[`${kind}Probe`] as Probe;
    const { id, startedAt } = watched.probed;
    const begins = startedAt.getTime() + (probe.initialDelaySeconds ?? 0) * 1000;
    await o.delay(Math.max(0, begins - o.now().getTime()), signal);
    let count: ProbeCount = { inARow: 0, result: watched.state[kind] };
    while (!signal.aborted) {
      const answer = await watched.probed.ask(probe).catch((error: Error): ProbeAnswer => ({ error: error.message }));
      if (signal.aborted) return;
      if ('error' in answer || !answer.ok) o.unhealthy(id, kind, answer);
      if (!('error' in answer)) {
        count = counted(count, answer.ok, probe);
        if (count.result !== watched.state[kind]) {
          watched.state = { ...watched.state, [kind]: count.result };
          o.changed(id);
          reconcile(watched);
        }
      }
      await o.delay((probe.periodSeconds ?? 10) * 1000, signal);
    }
  };

  const forget = (id: string) => {
    for (const controller of all.get(id)?.running.values() ?? []) controller.abort();
    all.delete(id);
  };
  return {
    state: (id) => all.get(id)?.state ?? {},
    watch(probed) {
      const watched = all.get(probed.id) ?? { probed, state: probed.known, running: new Map() };
      watched.probed = probed;
      all.set(probed.id, watched);
      reconcile(watched);
    },
    forget,
    stop() {
      for (const id of all.keys()) forget(id);
    },
  };
}

/** What people are told of an answer that is not well. */
export function unhealthyMessage(kind: ProbeKind, answer: ProbeAnswer): string {
  const title = `${kind.charAt(0).toUpperCase()}${kind.slice(1)} probe`;
  return 'error' in answer
    ? `${title} errored and resulted in unknown state: ${answer.error}`
    : `${title} failed: ${answer.message}`;
}
