// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isConflict, logged, resources } from '@kubevirt-ts/kube';
import { admit } from './act/admit.ts';
import { makeSandbox } from './act/make-sandbox.ts';
import { forget, release } from './act/release.ts';
import { setUpVolumes } from './act/set-up-volumes.ts';
import { startContainer } from './act/start-container.ts';
import { stopContainer } from './act/stop-container.ts';
import type { Action } from './action.ts';
import type { PodMemory } from './memory.ts';
import type { PodTools } from './tools.ts';
import { newestSandbox, type PodView } from './view.ts';

/** What an action is begun with. */
export interface Applying {
  memory: PodMemory;
  view: PodView;
  tools: PodTools;
  /** Called when something that was begun has ended. */
  ended: () => void;
  /** Called when nothing of the pod is left. */
  forgotten: () => void;
}

const failedMs = 2000;

/** Begins an action; it goes on by itself and says when it has ended, well or not. Deleting the object is waited for. */
export async function begin(action: Action, o: Applying): Promise<void> {
  const { memory, tools, view } = o;
  const sandbox = newestSandbox(view);
  const podIps = view.pod.spec?.hostNetwork ? tools.place().hostIps : (sandbox?.ips ?? []);
  switch (action.do) {
    case 'admit':
      return during('admit', o, () => admit(memory, tools));
    case 'setUpVolumes':
      return during('volumes', o, () => setUpVolumes(memory, tools));
    case 'makeSandbox':
      return during('sandbox', o, () => makeSandbox(action.attempt, memory, tools));
    case 'removeSandbox':
      return during(`remove ${action.id}`, o, () => tools.runtime.removeSandbox(action.id));
    case 'removeRun':
      return during(`remove ${action.id}`, o, () => tools.runtime.remove(action.id));
    case 'release':
      return during('release', o, () => release(memory, tools));
    case 'forget':
      return during('forget', o, async () => {
        await forget(memory, tools);
        o.forgotten();
      });
    case 'start': {
      const abort = new AbortController();
      memory.starting = { name: action.specified.container.name, abort };
      const start = { ...action, podIps, signal: abort.signal };
      background(
        o,
        () => startContainer(start, memory, tools),
        () => {
          memory.starting = undefined;
        },
      );
      return;
    }
    case 'abortStart':
      memory.starting?.abort.abort();
      return;
    case 'stop': {
      const hurry = new AbortController();
      const { run, killAt } = action;
      memory.stopping.set(run.id, { killAt, hurry });
      const stop = { ...action, podIp: podIps[0] ?? '127.0.0.1', hurry: hurry.signal };
      background(
        o,
        () => stopContainer(stop, memory, tools),
        () => void memory.stopping.delete(run.id),
      );
      return;
    }
    case 'kill': {
      const stopping = memory.stopping.get(action.run.id);
      if (stopping) stopping.killAt = view.now;
      stopping?.hurry.abort();
      await tools.runtime.kill(action.run.id, 'SIGKILL').catch((error: unknown) => {
        tools.logger.warn(logged(error), 'a container could not be killed');
      });
      return;
    }
    case 'delete':
      return deleteObject(o);
  }
}

function during(what: string, o: Applying, act: () => Promise<unknown>): void {
  if (o.memory.doing.has(what)) return;
  o.memory.doing.add(what);
  background(o, act, () => void o.memory.doing.delete(what));
}

function background(o: Applying, act: () => Promise<unknown>, done: () => void): void {
  const { tools, memory } = o;
  const finish = () => {
    done();
    tools.snapshot.stale();
    o.ended();
  };
  act().then(finish, (error: unknown) => {
    const { namespace, name } = memory.pod.metadata ?? {};
    tools.logger.warn(
      { ...logged(error), pod: `${namespace}/${name}` },
      'something for a pod could not be done, it is tried again',
    );
    setTimeout(finish, failedMs).unref();
  });
}

async function deleteObject({ memory, tools }: Applying): Promise<void> {
  const { name = '', namespace, uid, resourceVersion } = memory.pod.metadata ?? {};
  if (memory.deleted === resourceVersion) return;
  try {
    await tools.client.delete(resources.pods, { namespace, name }, { gracePeriodSeconds: 0, preconditions: { uid } });
    memory.deleted = resourceVersion;
  } catch (error) {
    // Another pod has the name by now.
    if (!isConflict(error)) throw error;
  }
}
