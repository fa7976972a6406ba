// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { quantityValue } from '../../../quantity.ts';
import { type Container, RuntimeError } from '../../runtime/runtime.ts';
import { podDirectories } from '../../volumes/pod-directories.ts';
import type { Action } from '../action.ts';
import { containerMounts } from '../container-mounts.ts';
import { containerSpec } from '../container-spec.ts';
import { containerEnv } from '../env.ts';
import { runHook } from '../hooks.ts';
import type { PodMemory } from '../memory.ts';
import { registryCredentials } from '../pull-secrets.ts';
import { serviceEnv } from '../service-env.ts';
import type { PodTools } from '../tools.ts';
import type { Problem, SpecifiedContainer } from '../view.ts';

/** A start, with what it needs of the pod. */
export interface Start extends Omit<Extract<Action, { do: 'start' }>, 'do'> {
  podIps: readonly string[];
  signal: AbortSignal;
}

const retryMs = 10_000;
const hookTimeoutMs = 3_600_000;

/** Brings a container from its image to where its postStart hook has run; what went wrong is kept in mind for its status. */
export async function startContainer(start: Start, memory: PodMemory, tools: PodTools): Promise<void> {
  const { name } = start.specified.container;
  const problem = await attempt(start, memory, tools).catch((error: unknown): Problem => {
    if (error instanceof RuntimeError) return { reason: error.reason, message: error.message };
    return { reason: 'CreateContainerError', message: (error as Error).message };
  });
  if (!problem) {
    memory.failures.delete(name);
    return;
  }
  if (start.signal.aborted) return;
  const isImage = /^(ErrImage|ImagePull|InvalidImageName)/.test(problem.reason);
  tools.event(memory.pod, 'Warning', 'Failed', `Error: ${isImage ? problem.reason : problem.message}`);
  const retryAt = 'retryAt' in problem ? (problem.retryAt as Date) : new Date(tools.now().getTime() + retryMs);
  memory.failures.set(name, { reason: problem.reason, message: problem.message, retryAt });
}

async function attempt(start: Start, memory: PodMemory, tools: PodTools): Promise<Problem | undefined> {
  const { specified, signal } = start;
  const { container } = specified;
  const { pod } = memory;
  const uid = pod.metadata?.uid ?? '';
  const imageUser = await ensureImages(start, memory, tools);
  if (typeof imageUser === 'object') return imageUser;
  if (signal.aborted) return undefined;

  const spec = await specOf(start, imageUser, memory, tools);
  if ('refused' in spec) return { reason: 'CreateContainerConfigError', message: spec.refused };
  if (start.backOff) memory.backOffs.set(container.name, start.backOff);
  const created = await tools.runtime.createContainer(start.sandboxId, spec);
  tools.event(pod, 'Normal', 'Created', `Created container: ${container.name}`);
  if (signal.aborted) return undefined;
  await tools.devices.preStart(uid, container.name);
  const started = await tools.runtime.start(created.id);
  tools.event(pod, 'Normal', 'Started', `Started container ${container.name}`);
  return afterStart(started, start, memory, tools);
}

/** Brings the images of a container and its image volumes to the node; gives the user the container's image is made for. */
async function ensureImages(
  { specified, signal }: Start,
  memory: PodMemory,
  tools: PodTools,
): Promise<string | Problem> {
  const { container } = specified;
  const { pod } = memory;
  const mounted = new Set((container.volumeMounts ?? []).map(({ name }) => name));
  const volumes = (pod.spec?.volumes ?? []).filter(({ name, image }) => image && mounted.has(name));
  const needs = [
    { reference: container.image ?? '', policy: container.imagePullPolicy },
    ...volumes.map(({ image }) => ({ reference: image?.reference ?? '', policy: image?.pullPolicy })),
  ];
  const users: string[] = [];
  for (const { reference, policy } of needs) {
    const image = await tools.images.ensure({
      podUid: pod.metadata?.uid ?? '',
      reference,
      policy: policy === 'Always' || policy === 'Never' ? policy : 'IfNotPresent',
      credentials: () => credentials(memory, tools),
      signal,
      event: (type, reason, message) => tools.event(pod, type, reason, message),
    });
    if ('reason' in image) return image;
    users.push(image.user);
  }
  return users[0] ?? '';
}

async function credentials({ pod }: PodMemory, tools: PodTools) {
  const objects = tools.objects.inNamespace(pod.metadata?.namespace ?? '');
  const names = (pod.spec?.imagePullSecrets ?? []).flatMap(({ name }) => (name ? [name] : []));
  const secrets = await Promise.all(names.map((name) => objects.secret(name)));
  const missing = names.filter((_, index) => !secrets[index]);
  if (missing.length > 0) {
    const message = `Unable to retrieve some image pull secrets (${missing.join(', ')}); attempting to pull the image may not succeed.`;
    tools.event(pod, 'Warning', 'FailedToRetrieveImagePullSecret', message);
  }
  return secrets.flatMap((secret) => (secret ? registryCredentials(secret) : []));
}

async function specOf(
  { specified, attempt: count, podIps }: Start,
  imageUser: string,
  memory: PodMemory,
  tools: PodTools,
) {
  const { container } = specified;
  const { pod } = memory;
  const { uid = '', namespace = '' } = pod.metadata ?? {};
  const { nodeName, hostIps, allocatable } = tools.place();
  const services = serviceEnv(tools.objects.services(), namespace, pod.spec?.enableServiceLinks !== false);
  const objects = tools.objects.inNamespace(namespace);
  const env = await containerEnv({
    pod,
    container,
    place: { nodeName, hostIps, podIps, allocatable },
    objects,
    services,
  });
  if (!(env instanceof Map)) return env;
  const directories = podDirectories(tools.directories.kubelet, uid);
  const { mounts: machine, volumes } = tools;
  const seen = await containerMounts({
    pod,
    container,
    volumes: volumes.ready(uid),
    env,
    directories,
    mounts: machine,
  });
  if ('refused' in seen) return seen;
  return containerSpec({
    pod,
    container,
    attempt: count,
    env,
    ...seen,
    allocation: tools.devices.allocationOf(uid, container.name),
    imageUser,
    memoryBytesOfNode: quantityValue(allocatable.memory),
    node: tools.directories,
    targetContainerId: await targetOf(specified, uid, tools),
  });
}

async function targetOf({ container }: SpecifiedContainer, uid: string, tools: PodTools): Promise<string | undefined> {
  const target = 'targetContainerName' in container ? (container.targetContainerName as string | undefined) : undefined;
  if (!target) return undefined;
  const { containers } = await tools.snapshot.of(uid);
  return containers.find(({ name, state }) => name === target && state === 'running')?.id;
}

/** Runs the postStart hook; a container whose hook fails is stopped. */
async function afterStart(
  run: Container,
  start: Start,
  memory: PodMemory,
  tools: PodTools,
): Promise<Problem | undefined> {
  const { container } = start.specified;
  const hook = container.lifecycle?.postStart;
  if (!hook) return undefined;
  const target = {
    container,
    podIp: start.podIps[0] ?? '127.0.0.1',
    run: (command: readonly string[], timeoutMs: number) => tools.runtime.run(run.id, command, timeoutMs),
  };
  const signal = AbortSignal.any([start.signal, tools.exitOf(run.id)]);
  const failure = await runHook(hook, target, { timeoutMs: hookTimeoutMs, signal });
  if (failure === undefined || start.signal.aborted) return undefined;
  tools.logger.info({ pod: memory.pod.metadata?.name, container: container.name, failure }, 'a postStart hook failed');
  tools.event(memory.pod, 'Warning', 'FailedPostStartHook', 'PostStartHook failed');
  tools.event(memory.pod, 'Normal', 'Killing', 'FailedPostStartHook');
  await tools.runtime.stop(run.id, (memory.pod.spec?.terminationGracePeriodSeconds ?? 30) * 1000);
  return { reason: 'PostStartHookError', message: failure };
}
