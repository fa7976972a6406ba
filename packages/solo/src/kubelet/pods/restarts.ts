// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Container } from '../runtime/runtime.ts';
import { goDuration, waitsUntil } from './back-off.ts';
import { type PodView, type Problem, podLabel, type SpecifiedContainer } from './view.ts';

/** What becomes of a container that ended. */
export interface Restart {
  /** Whether it is to run again. */
  again: boolean;
  /** Why not yet. */
  waits?: Problem & { until: Date };
}

/** Whether, and when, a container that ended is started again. */
export function restarts(specified: SpecifiedContainer, run: Container, view: PodView): Restart {
  if (!isToRunAgain(specified, run, view)) return { again: false };
  const name = specified.container.name;
  const state = view.backOffs.get(name);
  const until = waitsUntil(state, run.finishedAt ?? run.createdAt, view.now);
  if (!until) return { again: true };
  const delay = goDuration(state?.delayMs ?? 0);
  const message = `back-off ${delay} restarting failed container=${name} pod=${podLabel(view.pod)}`;
  return { again: true, waits: { reason: 'CrashLoopBackOff', message, until } };
}

function isToRunAgain({ kind }: SpecifiedContainer, run: Container, { pod }: PodView): boolean {
  if (kind === 'sidecar') return true;
  if (kind === 'ephemeral') return false;
  const policy = pod.spec?.restartPolicy ?? 'Always';
  // An init container that succeeded is done, whatever the policy.
  if (policy === 'Never') return false;
  return run.exitCode !== 0 || (policy === 'Always' && kind === 'regular');
}
