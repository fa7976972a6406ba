// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Pod } from '@kubevirt-ts/kube';
import { badRequest, refusal } from '../apiserver/errors.ts';
import type { NodeApi } from './node-api.ts';
import { newestSandbox, runsOf, specifiedContainers } from './pods/view.ts';
import type { Container, Runtime } from './runtime/runtime.ts';
import type { RuntimeSnapshot } from './runtime-snapshot.ts';

/** Logs, exec, attach and port forwarding into the pods of a node. */
export function nodeStreams(nodeName: string, runtime: Runtime, snapshot: RuntimeSnapshot): NodeApi {
  const runs = async (pod: Pod, name: string): Promise<Container[]> => {
    const podName = pod.metadata?.name;
    if (!specifiedContainers(pod.spec).some(({ container }) => container.name === name)) {
      throw badRequest(`container ${name} is not valid for pod ${podName}`);
    }
    return runsOf(await snapshot.of(pod.metadata?.uid ?? ''), name);
  };
  const running = async (pod: Pod, name: string): Promise<Container> => {
    const [newest] = await runs(pod, name);
    if (newest?.state !== 'running') throw refusal(404, 'NotFound', `container not found ("${name}")`);
    return newest;
  };
  return {
    nodeName,
    async *logs(pod, { container, previous, ...o }, signal) {
      const [newest, before] = (await runs(pod, container)).filter(({ state }) => state !== 'created');
      const run = previous ? (newest?.state === 'exited' && isWaiting(pod, container) ? newest : before) : newest;
      if (!run) throw badRequest(noLog(pod, container, previous === true));
      yield* runtime.logs(run.id, o, signal);
    },
    async exec(pod, command, { container, ...o }) {
      return runtime.exec((await running(pod, container)).id, command, o);
    },
    async attach(pod, { container, ...o }) {
      return runtime.attach((await running(pod, container)).id, o);
    },
    async portForward(pod, port) {
      const sandbox = newestSandbox(await snapshot.of(pod.metadata?.uid ?? ''));
      if (sandbox?.state !== 'ready') throw badRequest(`pod ${pod.metadata?.name} has no network yet`);
      return runtime.connect(sandbox.id, port);
    },
  };
}

function statusOf(pod: Pod, name: string) {
  const { initContainerStatuses = [], containerStatuses = [], ephemeralContainerStatuses = [] } = pod.status ?? {};
  return [...initContainerStatuses, ...containerStatuses, ...ephemeralContainerStatuses].find(
    (one) => one.name === name,
  );
}

/** Whether the last run shows as the one before, since the next is waited for. */
function isWaiting(pod: Pod, name: string): boolean {
  return statusOf(pod, name)?.state?.waiting !== undefined;
}

function noLog(pod: Pod, name: string, previous: boolean): string {
  const quoted = `container "${name}" in pod "${pod.metadata?.name}"`;
  if (previous) return `previous terminated ${quoted} not found`;
  const why = statusOf(pod, name)?.state?.waiting?.reason ?? 'ContainerCreating';
  return /^(ErrImage|ImagePull|InvalidImage)/.test(why)
    ? `${quoted} is waiting to start: ${why === 'ErrImagePull' ? "image can't be pulled" : `trying and failing to pull image`}`
    : `${quoted} is waiting to start: ${why}`;
}
