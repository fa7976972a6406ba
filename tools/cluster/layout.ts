// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the cluster keeps its state; nothing of it outlives `cluster down` but the binaries. */
export const directory = process.env.CLUSTER_DIR ?? '/var/tmp/kubevirt-ts-cluster';

/** The administrator's kubeconfig. */
export const kubeconfig = join(directory, 'admin.kubeconfig');

/** The one version of Kubernetes that this tool runs. */
export const kubernetesVersion = 'v1.20.2';

/** The bridge that joins the nodes to this machine. */
export const bridge = 'kubebr0';

/** This machine's address on the bridge: where the API server listens. */
export const hostAddress = '172.31.77.1';

/** The API server's address, as nodes and clients reach it. */
export const apiServer = `https://${hostAddress}:6443`;

/** The range of service addresses. */
export const serviceRange = '10.96.0.0/16';

const podPrefix = '10.244';

/** The range of all pods' addresses. */
export const podRange = `${podPrefix}.0.0/16`;

/** A node of the cluster: its name, where its state lies and its addresses. */
export interface NodeLayout {
  readonly name: string;
  readonly directory: string;
  readonly address: string;
  readonly podRange: string;
}

/** The layout of the node with this number, from 1. */
export function nodeLayout(number: number): NodeLayout {
  const name = `node${number}`;
  return {
    name,
    directory: join(directory, name),
    address: `172.31.77.${10 + number}`,
    podRange: `${podPrefix}.${number}.0/24`,
  };
}

/** The nodes that have state in the cluster's directory. */
export function existingNodes(): NodeLayout[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => /^node[0-9]+$/.test(name))
    .map((name) => nodeLayout(Number(name.slice(4))));
}

/** The file that holds the process id of a program this tool started. */
export function pidFile(program: string): string {
  return join(directory, 'run', `${program}.pid`);
}

/** The file a program's output goes to. */
export function logFile(program: string): string {
  return join(directory, 'log', `${program}.log`);
}

/** The process id of a program this tool started, if it was started. */
export function pidOf(program: string): number | undefined {
  return existsSync(pidFile(program)) ? Number(readFileSync(pidFile(program), 'utf8')) : undefined;
}
