// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Duplex } from 'node:stream';
import type { LogOptions, Session, SessionOptions } from '../node-api.ts';
import type { ContainerSpec, PodIdentity, SandboxSpec } from './spec.ts';

/** A pod's namespaces and the pause process that holds them, as they are now. */
export interface Sandbox {
  readonly id: string;
  readonly pod: PodIdentity;
  readonly attempt: number;
  readonly labels: Readonly<Record<string, string>>;
  /** `notReady`: its pause process is gone; its containers are to be stopped and the sandbox replaced. */
  readonly state: 'ready' | 'notReady';
  /** Of the pause process, as the machine numbers it. */
  readonly pid: number;
  /** The pod's addresses; empty with the host's network (the pod then has the node's). */
  readonly ips: readonly string[];
  readonly createdAt: Date;
}

/** A container as it is now. */
export interface Container {
  readonly id: string;
  readonly sandboxId: string;
  readonly pod: PodIdentity;
  readonly name: string;
  /** Counts a container's starts from 0. */
  readonly attempt: number;
  readonly labels: Readonly<Record<string, string>>;
  /** The reference that the pod names. */
  readonly image: string;
  /** As status.containerStatuses[].imageID shows it: `repository@sha256:…`, or `sha256:…` of an image that came from no registry. */
  readonly imageId: string;
  readonly state: 'created' | 'running' | 'exited';
  /** Of its first process, as the machine numbers it; while it runs. */
  readonly pid?: number;
  readonly createdAt: Date;
  readonly startedAt?: Date;
  readonly finishedAt?: Date;
  /** 128 + signal for one that was killed; 128 for one that could not be started. */
  readonly exitCode?: number;
  /** `Completed`, `Error`, `OOMKilled`, `StartError`. */
  readonly reason?: string;
  /** Why it could not be started. */
  readonly message?: string;
}

/** How a command that was waited for ended. */
export interface CommandResult {
  exitCode: number;
  /** Standard output and error as they came, no more than the first 16 KiB. */
  output: string;
  /** It did not end in time and was killed; exitCode means nothing then. */
  timedOut: boolean;
}

/** An image that can be run. */
export interface Image {
  /** `sha256:…` of its configuration. */
  readonly id: string;
  /** References by tag, complete: `docker.io/library/busybox:1.36`. */
  readonly tags: readonly string[];
  /** References by digest, complete. */
  readonly digests: readonly string[];
  readonly sizeBytes: number;
  /** As its configuration has it: `''`, `107`, `107:107`, `qemu`. What runAsNonRoot is judged by. */
  readonly user: string;
}

/** A name and password for registries whose name matches. */
export interface RegistryCredential {
  /** As a key of `auths` in a pull secret: `ghcr.io`, `https://index.docker.io/v1/`, `quay.io/team`. */
  registry: string;
  username: string;
  password: string;
}

/** Why there is no image: the reason and message of the container's waiting state. */
export interface PullRefusal {
  reason: 'ErrImagePull' | 'InvalidImageName';
  message: string;
}

/** The node's images. A reference may lack registry and tag: `busybox` is `docker.io/library/busybox:latest`. */
export interface Images {
  list(): Promise<readonly Image[]>;
  /** The image of that reference or id, if it is on the node. Host images always are. */
  find(reference: string): Promise<Image | undefined>;
  /** Fetches it anew, or says why not. */
  pull(
    reference: string,
    credentials?: readonly RegistryCredential[],
    signal?: AbortSignal,
  ): Promise<Image | PullRefusal>;
  /** Adds all images of an OCI or docker archive. @throws when it is none */
  load(archive: string): Promise<readonly Image[]>;
  /** Forgets a reference, or an id with all its references; its files go with the last one. False when there was none. @throws RuntimeError while a container uses it */
  remove(reference: string): Promise<boolean>;
}

/** Thrown when the machine refuses; the reason is that of the container's waiting state or of the pod's event. */
export class RuntimeError extends Error {
  override readonly name = 'RuntimeError';
  readonly reason:
    | 'CreateContainerConfigError'
    | 'CreateContainerError'
    | 'RunContainerError'
    | 'CreatePodSandboxError'
    | 'ImageInUse'
    | 'NotFound';

  constructor(reason: RuntimeError['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Containers of one node. All state is on disk and with the kernel: after the death of this process a new Runtime sees what runs, and what ended meanwhile. @upstream CRI */
export interface Runtime {
  readonly images: Images;

  /** The ready sandbox of the pod (uid), made when there is none; one that is no longer ready is left alone and a new one made with the given attempt. @throws RuntimeError */
  ensureSandbox(spec: SandboxSpec): Promise<Sandbox>;
  /** Kills what runs in it, gives back its addresses and host ports. Its containers stay listed, exited, and their logs readable. */
  stopSandbox(id: string): Promise<void>;
  /** Stops it, and forgets it with its containers and their logs. */
  removeSandbox(id: string): Promise<void>;

  /** Makes a container that does not run yet. The image must be on the node. @throws RuntimeError */
  createContainer(sandboxId: string, spec: ContainerSpec): Promise<Container>;
  /** Starts it. @throws RuntimeError (RunContainerError); the container is then `exited` with 128 and reason StartError. */
  start(id: string): Promise<Container>;
  /** Sends the image's stop signal (SIGTERM), SIGKILL after the grace, and resolves when it has exited. At once for one that does not run. */
  stop(id: string, graceMs: number): Promise<void>;
  /** Sends a signal such as `SIGKILL` and does not wait. */
  kill(id: string, signal: string): Promise<void>;
  /** Forgets a container that does not run, with its files and log. Nothing happens when there is none. */
  remove(id: string): Promise<void>;

  /** Everything there is, including what ended while nobody watched. */
  list(): Promise<{ sandboxes: readonly Sandbox[]; containers: readonly Container[] }>;
  /** Calls back soon after a container ends, and after a sandbox's pause process does. At least once, perhaps again. Returns the end of it. */
  onExit(listener: (id: string) => void): () => void;

  /** What the container wrote to its terminationMessagePath (4 KiB at most), or with the fallback, when that is empty, the end of its log (2 KiB, 80 lines). */
  terminationMessage(id: string, fallbackToLogs: boolean): Promise<string>;
  /** Runs a command in a running container to its end: probes and lifecycle hooks. @throws RuntimeError when it does not run or the command is not found */
  run(id: string, command: readonly string[], timeoutMs: number): Promise<CommandResult>;
  exec(id: string, command: readonly string[], o: Omit<SessionOptions, 'container'>): Promise<Session>;
  attach(id: string, o: Omit<SessionOptions, 'container'>): Promise<Session>;
  logs(id: string, o: Omit<LogOptions, 'container' | 'previous'>, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** A connection to a port of localhost as seen from inside the sandbox. */
  connect(sandboxId: string, port: number): Promise<Duplex>;

  /** Stops watching; containers run on. */
  close(): Promise<void>;
  /** Stops and removes everything of this node: containers, mounts, network namespaces, cgroups, bridge. Images stay. */
  purge(): Promise<void>;
}
