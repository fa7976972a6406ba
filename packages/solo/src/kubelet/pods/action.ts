// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Container } from '../runtime/runtime.ts';
import type { BackOffState, Problem, SpecifiedContainer } from './view.ts';

/** One thing to do for a pod. */
export type Action =
  /** Asks the node for what the pod needs of it. */
  | { do: 'admit' }
  | { do: 'setUpVolumes' }
  | { do: 'makeSandbox'; attempt: number }
  /** Pulls the image, creates and starts the container, and runs its postStart hook. */
  | { do: 'start'; specified: SpecifiedContainer; attempt: number; sandboxId: string; backOff?: BackOffState }
  /** Gives the start up that is under way. */
  | { do: 'abortStart' }
  /** Runs the preStop hook, asks the container to end, and kills it when the time has come. */
  | { do: 'stop'; run: Container; specified?: SpecifiedContainer; killAt: Date; message: string }
  /** Kills at once what is being stopped: its time was shortened. */
  | { do: 'kill'; run: Container }
  | { do: 'removeRun'; id: string }
  | { do: 'removeSandbox'; id: string }
  /** Gives back network, volumes and devices. */
  | { do: 'release' }
  /** Deletes the object: nothing of the pod is left that matters. */
  | { do: 'delete' }
  /** Removes what the runtime keeps of the pod. */
  | { do: 'forget' };

/** What follows from a view. */
export interface Decision {
  actions: Action[];
  /** Nothing runs, and nothing will be started any more. */
  isOver: boolean;
  /** Why the pod ends that does not end by itself. */
  cause?: Problem;
  /** When to decide anew though nothing happened. */
  wakeAt?: Date;
}
