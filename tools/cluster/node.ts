// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { chmodSync, copyFileSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { attempt, run, until } from '../shell.ts';
import { makeNodeCertificate, pki } from './certificates.ts';
import { bridge, directory, hostAddress, type NodeLayout, podRange } from './layout.ts';
import { insideNode, start } from './processes.ts';

/** Paths of the machine that each node has for itself, by the folder of the node's directory that stands in for them. */
const ownPaths: Readonly<Record<string, string>> = {
  kubelet: '/var/lib/kubelet',
  containerd: '/var/lib/containerd',
  'run-containerd': '/run/containerd',
  'run-kubevirt': '/run/kubevirt',
  'log-pods': '/var/log/pods',
  'log-containers': '/var/log/containers',
  cni: '/var/lib/cni',
  'cni-net': '/etc/cni/net.d',
  'run-netns': '/run/netns',
};

/** Makes a node, its own network, mount and UTS namespace, and starts its containerd, kubelet and kube-proxy. */
export async function createNode(node: NodeLayout): Promise<void> {
  for (const path of [...Object.keys(ownPaths).map((name) => join(node.directory, name)), ...Object.values(ownPaths)])
    mkdirSync(path, { recursive: true });
  connect(node);
  for (const hierarchy of cgroupHierarchies()) {
    const group = join(hierarchy, node.name);
    mkdirSync(group, { recursive: true });
    if (!existsSync(join(group, 'cpuset.cpus'))) continue;
    for (const file of ['cpuset.cpus', 'cpuset.mems'])
      writeFileSync(join(group, file), readFileSync(join(hierarchy, file)));
  }
  makeNodeCertificate(node);
  copyFileSync(join(pki, `${node.name}.crt`), join(node.directory, `${node.name}.crt`));
  writeFileSync(join(node.directory, 'cni-net/10-bridge.conflist'), JSON.stringify(podNetwork(node)));
  writeFileSync(join(node.directory, 'containerd.toml'), containerdConfiguration);
  writeFileSync(join(node.directory, 'kubelet.yaml'), kubeletConfiguration(node));
  const enter = join(node.directory, 'enter');
  writeFileSync(enter, enterScript(node));
  chmodSync(enter, 0o755);
  rmSync(join(node.directory, 'ready'), { force: true });
  start(`${node.name}.holder`, 'nsenter', [`--net=/run/netns/${node.name}`, 'unshare', '--mount', '--uts', enter]);
  await until(`${node.name} has its namespaces`, 10, () => existsSync(join(node.directory, 'ready')));
  await startNode(node);
}

/** Starts a node's containerd, kubelet and kube-proxy; containers that are running there are found again. */
export async function startNode(node: NodeLayout): Promise<void> {
  const program = (name: string, command: string, ...args: string[]) =>
    start(`${node.name}.${name}`, ...insideNode(node.name, command, args));
  const ctr = (...args: string[]) => attempt(...insideNode(node.name, 'ctr', args));
  program('containerd', 'containerd', '-c', join(node.directory, 'containerd.toml'));
  await until(`containerd of ${node.name} answers`, 20, () => ctr('version').code === 0);
  if (!ctr('-n', 'k8s.io', 'images', 'ls', '-q').stdout.includes('pause'))
    ctr('-n', 'k8s.io', 'images', 'import', join(directory, 'pause.tar'));
  program(
    'kubelet',
    join(directory, 'bin/kubelet'),
    `--config=${node.directory}/kubelet.yaml`,
    `--kubeconfig=${directory}/${node.name}.kubeconfig`,
    `--hostname-override=${node.name}`,
    '--container-runtime=remote',
    '--container-runtime-endpoint=unix:///run/containerd/containerd.sock',
    `--node-ip=${node.address}`,
  );
  program(
    'kube-proxy',
    join(directory, 'bin/kube-proxy'),
    `--kubeconfig=${directory}/proxy.kubeconfig`,
    `--hostname-override=${node.name}`,
    `--cluster-cidr=${podRange}`,
    '--proxy-mode=iptables',
    '--conntrack-max-per-core=0',
    '--metrics-bind-address=127.0.0.1:10249',
  );
}

/** Lets every node reach every other node's pods. */
export function routePods(nodes: readonly NodeLayout[]): void {
  for (const from of nodes) {
    for (const to of nodes) {
      if (from !== to) run('ip', ['-n', from.name, 'route', 'replace', to.podRange, 'via', to.address]);
    }
  }
}

/** The version 1 cgroup hierarchies of this machine. */
export function cgroupHierarchies(): string[] {
  return globSync('/sys/fs/cgroup/*/').filter((path) => basename(path) !== 'unified');
}

function connect(node: NodeLayout): void {
  if (
    !run('ip', ['netns', 'list'])
      .split('\n')
      .some((line) => line.split(' ')[0] === node.name)
  ) {
    run('ip', ['netns', 'add', node.name]);
    run('ip', ['link', 'add', `ve-${node.name}`, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', node.name]);
    run('ip', ['link', 'set', `ve-${node.name}`, 'master', bridge, 'up']);
    for (const device of ['lo', 'eth0']) run('ip', ['-n', node.name, 'link', 'set', device, 'up']);
    run('ip', ['-n', node.name, 'addr', 'add', `${node.address}/24`, 'dev', 'eth0']);
    run('ip', ['-n', node.name, 'route', 'add', 'default', 'via', hostAddress]);
  }
  run('ip', ['route', 'replace', node.podRange, 'via', node.address]);
}

function podNetwork(node: NodeLayout): object {
  const ipam = { type: 'host-local', ranges: [[{ subnet: node.podRange }]], routes: [{ dst: '0.0.0.0/0' }] };
  return {
    cniVersion: '0.4.0',
    name: 'pods',
    plugins: [
      { type: 'bridge', bridge: 'cni0', isGateway: true, ipMasq: true, hairpinMode: true, ipam },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  };
}

const containerdConfiguration = `version = 2
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "k8s.gcr.io/pause:3.2"
  stream_server_address = "127.0.0.1"
  restrict_oom_score_adj = true
  enable_unprivileged_ports = true
  enable_unprivileged_icmp = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "/etc/cni/net.d"
`;

function kubeletConfiguration(node: NodeLayout): string {
  return JSON.stringify({
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${node.name}`,
    enforceNodeAllocatable: [],
    failSwapOn: false,
    maxPods: 250,
    nodeStatusUpdateFrequency: '5s',
    // What a pod that is going needs again when containerd had removed a container of it first; a minute by default.
    syncFrequency: '5s',
    serializeImagePulls: false,
    imageGCHighThresholdPercent: 100,
    evictionHard: {
      'memory.available': '0%',
      'nodefs.available': '0%',
      'nodefs.inodesFree': '0%',
      'imagefs.available': '0%',
    },
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: `${pki}/ca.crt` },
    },
    authorization: { mode: 'Webhook' },
    tlsCertFile: `${pki}/${node.name}.crt`,
    tlsPrivateKeyFile: `${pki}/${node.name}.key`,
  });
}

function enterScript(node: NodeLayout): string {
  const mounts = Object.entries(ownPaths).map(([name, path]) => `mount --bind ${node.directory}/${name} ${path}`);
  return `#!/bin/sh
set -e
hostname ${node.name}
mount --make-rprivate /
${mounts.join('\n')}
mount --make-rshared /
sysctl -qw net.ipv4.ip_forward=1
sysctl -qw net.bridge.bridge-nf-call-iptables=1 2>/dev/null || true
echo ready >${node.directory}/ready
exec sleep infinity
`;
}
