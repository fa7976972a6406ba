// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Pod, PodSpec, Container as SpecContainer } from '@kubevirt-ts/kube';
import type { Container, Sandbox } from '../runtime/runtime.ts';

/** What a container's probes say; a probe that has not answered yet, or is not there, is undefined. */
export interface ProbeState {
  startup?: boolean;
  readiness?: boolean;
  liveness?: boolean;
}

/** Why a container or pod is not as it should be: as a waiting state or a failed pod has it. */
export interface Problem {
  reason: string;
  message: string;
}

/** A failed attempt to start a container: what its waiting state says, and when to try again. */
export interface Failure extends Problem {
  retryAt: Date;
}

/** How long a container that keeps ending waits. */
export interface BackOffState {
  delayMs: number;
  updatedAt: Date;
}

/** How far a pod's volumes are. */
export interface VolumesState {
  /** All have been set up once. */
  isReady: boolean;
  /** When they are to be set up or brought up to date next; now when something they show has changed. */
  dueAt?: Date;
}

/** What is being done for a pod right now. One thing of each at a time. */
interface Busy {
  /** `admit`, `volumes`, `sandbox`, `release` or `forget`. */
  pod: ReadonlySet<string>;
  /** The container that is being started, by name. */
  starting?: string;
  /** Containers being stopped, by id, with the time they are killed at the latest. */
  stopping: ReadonlyMap<string, Date>;
}

/** All that is known of a pod at one moment. A decision is made from this alone. */
export interface PodView {
  now: Date;
  /** As the API has it; when it is gone, as it was. */
  pod: Pod;
  /** Since when the API is known to have no such pod: it was deleted by force, or while nobody watched. */
  goneSince?: Date;
  /** Whether the node took it in; a problem when it refused to. */
  admission: 'pending' | 'admitted' | Problem;
  /** The node wants it away. */
  eviction?: Problem;
  volumes: VolumesState;
  /** Volumes and devices were given back, and the API knows the pod's last status. */
  isReleased: boolean;
  sandboxes: readonly Sandbox[];
  /** When a sandbox that could not be made is tried again. */
  sandboxRetryAt?: Date;
  containers: readonly Container[];
  busy: Busy;
  /** By container id. */
  probes: ReadonlyMap<string, ProbeState>;
  /** By container name. */
  failures: ReadonlyMap<string, Failure>;
  /** By container name. */
  backOffs: ReadonlyMap<string, BackOffState>;
}

/** Which of a pod's lists a container is in; a sidecar is an init container that keeps running. */
type ContainerKind = 'init' | 'sidecar' | 'regular' | 'ephemeral';

/** A container of a pod's specification. */
export interface SpecifiedContainer {
  kind: ContainerKind;
  container: SpecContainer;
}

/** All containers of a pod in the order in which they are started, ephemeral ones last. */
export function specifiedContainers(spec: PodSpec | undefined): SpecifiedContainer[] {
  return [
    ...(spec?.initContainers ?? []).map((container) => ({ kind: kindOfInit(container), container })),
    ...(spec?.containers ?? []).map((container) => ({ kind: 'regular' as const, container })),
    ...(spec?.ephemeralContainers ?? []).map((container) => ({ kind: 'ephemeral' as const, container })),
  ];
}

function kindOfInit(container: SpecContainer): ContainerKind {
  return container.restartPolicy === 'Always' ? 'sidecar' : 'init';
}

/** The pod's newest sandbox. */
export function newestSandbox(view: Pick<PodView, 'sandboxes'>): Sandbox | undefined {
  return view.sandboxes.reduce<Sandbox | undefined>(
    (newest, sandbox) => (newest && newest.attempt >= sandbox.attempt ? newest : sandbox),
    undefined,
  );
}

/** The runs of a container that are still known, the newest first. */
export function runsOf(view: Pick<PodView, 'containers'>, name: string): Container[] {
  return view.containers.filter((container) => container.name === name).sort((a, b) => b.attempt - a.attempt);
}

/** Whether a container is started, so that the next one may be. */
export function isStarted(run: Container | undefined, spec: SpecContainer, view: Pick<PodView, 'probes'>): boolean {
  return run?.state === 'running' && (!spec.startupProbe || view.probes.get(run.id)?.startup === true);
}

/** The pod as messages name it: `name_namespace(uid)`. */
export function podLabel(pod: Pod): string {
  const { name, namespace, uid } = pod.metadata ?? {};
  return `${name}_${namespace}(${uid})`;
}
