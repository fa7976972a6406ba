// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Duplex, Readable, Writable } from 'node:stream';
import type { Pod } from '@kubevirt-ts/kube';

/** How a command or container ended. */
export type SessionEnd = { exitCode: number } | { error: string };

/** A running exec or attach. */
export interface Session {
  readonly stdin?: Writable;
  readonly stdout?: Readable;
  /** Absent with a terminal. */
  readonly stderr?: Readable;
  resize(size: { columns: number; rows: number }): void;
  readonly ended: Promise<SessionEnd>;
  /** Ends it: the client is gone. */
  kill(): void;
}

/** What streams are asked for. */
export interface SessionOptions {
  container: string;
  stdin: boolean;
  stdout: boolean;
  stderr: boolean;
  tty: boolean;
}

/** Which part of a container's log. @upstream PodLogOptions */
export interface LogOptions {
  container: string;
  follow?: boolean;
  previous?: boolean;
  sinceSeconds?: number;
  sinceTime?: string;
  timestamps?: boolean;
  tailLines?: number;
  limitBytes?: number;
}

/** What the API server asks of the node that runs a pod; in Kubernetes this is the kubelet's HTTPS API. Refusals are ApiErrors (400, 404). */
export interface NodeApi {
  readonly nodeName: string;
  logs(pod: Pod, o: LogOptions, signal: AbortSignal): AsyncIterable<Uint8Array>;
  exec(pod: Pod, command: readonly string[], o: SessionOptions): Promise<Session>;
  attach(pod: Pod, o: SessionOptions): Promise<Session>;
  /** A connection to a port as seen from inside the pod. */
  portForward(pod: Pod, port: number): Promise<Duplex>;
}
