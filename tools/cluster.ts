// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

/**
 * A real Kubernetes 1.20.2 cluster on one machine, with no container engine and no image registry: etcd, containerd,
 * runc and the CNI plugins are Debian's, the Kubernetes programs are one binary. Every node is a network, mount and UTS
 * namespace with its own containerd and kubelet, so that hostPath volumes and device plugins are per node, as on real machines.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeCertificates } from './cluster/certificates.ts';
import { startControlPlane } from './cluster/control-plane.ts';
import { takeDown } from './cluster/down.ts';
import { directory, existingNodes, kubeconfig, kubernetesVersion, nodeLayout, pidFile } from './cluster/layout.ts';
import { createNode, routePods, startNode } from './cluster/node.ts';
import { insideNode, kubectlSucceeds, stop } from './cluster/processes.ts';
import { checkMachine, installRequirements, pauseImage } from './cluster/requirements.ts';
import { run, until } from './shell.ts';

const help = `A real Kubernetes ${kubernetesVersion} cluster on this machine. Needs root. There is no cluster DNS.

  cluster up [N]            start the control plane and N nodes (default 1; 0: an API server alone); prints the kubeconfig's path
  cluster down              stop everything that up started and remove it
  cluster load FILE...      import image archives (docker-archive or OCI tar) on every node
  cluster node NAME CMD...  run CMD inside a node
  cluster stop-node NAME    cut a node off: end its kubelet and containerd (its containers keep running)
  cluster start-node NAME   bring it back
  cluster kubeconfig        print the kubeconfig's path

State: $CLUSTER_DIR (now ${directory}).`;

async function up(count: number): Promise<void> {
  checkMachine();
  if (existsSync(pidFile('kube-apiserver')))
    throw new Error(`already up (\`cluster down\` ends it); kubeconfig: ${kubeconfig}`);
  installRequirements();
  for (const name of ['log', 'run']) mkdirSync(join(directory, name), { recursive: true });
  makeCertificates();
  pauseImage();
  await startControlPlane();
  const nodes = Array.from({ length: count }, (_, index) => nodeLayout(index + 1));
  for (const node of nodes) await createNode(node);
  routePods(nodes);
  for (const node of nodes) {
    await until(`${node.name} is Ready`, 60, () =>
      kubectlSucceeds('wait', 'node', node.name, '--for=condition=Ready', '--timeout=5s'),
    );
  }
  await until('the default service account is there', 30, () =>
    kubectlSucceeds('-n', 'default', 'get', 'serviceaccount', 'default'),
  );
  console.log(kubeconfig);
}

function load(files: readonly string[]): void {
  for (const node of existingNodes()) {
    for (const file of files) run(...insideNode(node.name, 'ctr', ['-n', 'k8s.io', 'images', 'import', resolve(file)]));
  }
}

async function main([verb, ...rest]: readonly string[]): Promise<void> {
  switch (verb) {
    case 'up':
      return up(Number(rest[0] ?? 1));
    case 'down':
      return takeDown();
    case 'load':
      return load(rest);
    case 'node': {
      const [command, args] = insideNode(rest[0] ?? '', rest[1] ?? 'sh', rest.slice(2));
      process.exitCode = spawnSync(command, args, { stdio: 'inherit' }).status ?? 1;
      return;
    }
    case 'stop-node':
      for (const program of ['kubelet', 'kube-proxy', 'containerd']) await stop(`${rest[0]}.${program}`);
      return;
    case 'start-node':
      return startNode(nodeLayout(Number((rest[0] ?? '').slice(4))));
    case 'kubeconfig':
      console.log(kubeconfig);
      return;
    default:
      console.log(help);
      process.exitCode = 2;
  }
}

await main(process.argv.slice(2)).catch((error: Error) => {
  console.error(`cluster: ${error.message}`);
  process.exitCode = 1;
});
