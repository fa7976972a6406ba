// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect, findCondition, resources } from '@kubevirt-ts/kube';
import { whoHas } from './lock.ts';
import { Refusal } from './refusal.ts';

/** Says whether the cluster of a directory runs, where, and how its nodes and pods are; exit code 1 when it does not. */
export async function status(o: { dir: string }): Promise<void> {
  const running = await whoHas(o.dir);
  if (!running) {
    process.stdout.write(`solo is not running in ${o.dir}\n`);
    process.exitCode = 1;
    return;
  }
  const lines = [
    `solo is running in ${o.dir}: process ${running.pid}, ${running.server || 'starting'}, since ${running.startedAt}`,
  ];
  if (running.server) {
    const client = connect({ kubeconfig: kubeconfigPath(o.dir) });
    const [nodes, pods] = await Promise.all([client.list(resources.nodes), client.list(resources.pods)]);
    for (const node of nodes.items) {
      const name = node.metadata?.name;
      const onNode = pods.items.filter(({ spec }) => spec?.nodeName === name).length;
      const ready = findCondition(node.status?.conditions, 'Ready')?.status === 'True' ? 'ready' : 'not ready';
      lines.push(`  node ${name}: ${ready}, ${onNode} pods`);
    }
    lines.push(`  export KUBECONFIG=${kubeconfigPath(o.dir)}`);
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Prints the administrator's kubeconfig. @throws Refusal when there is none yet */
export function printKubeconfig(o: { dir: string }): void {
  const path = kubeconfigPath(o.dir);
  if (!existsSync(path))
    throw new Refusal(`there is no cluster in ${o.dir} yet; make one with: solo up --dir ${o.dir}`);
  process.stdout.write(readFileSync(path, 'utf8'));
}

/** Where the administrator's kubeconfig of a directory is. */
export function kubeconfigPath(directory: string): string {
  return join(directory, 'admin.kubeconfig');
}
