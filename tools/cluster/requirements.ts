// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages } from '../packages.ts';
import { run } from '../shell.ts';
import { buildHyperkube } from './build.ts';
import { directory } from './layout.ts';

const programs = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy', 'kubelet'];

/** Installs what a node and the control plane need from Debian, and builds the Kubernetes programs from Debian's source, once. */
export function installRequirements(): void {
  installPackages([
    'etcd-server',
    'containerd',
    'runc',
    'containernetworking-plugins',
    'iptables',
    'iproute2',
    'conntrack',
    'openssl',
    'socat',
    'ethtool',
    'util-linux',
    'busybox-static',
  ]);
  installPackages([{ command: 'kubectl', name: 'kubernetes-client' }]);
  const bin = join(directory, 'bin');
  mkdirSync(bin, { recursive: true });
  const hyperkube = join(bin, 'hyperkube');
  if (!existsSync(hyperkube)) buildHyperkube(hyperkube);
  for (const program of programs) {
    rmSync(join(bin, program), { force: true });
    symlinkSync('hyperkube', join(bin, program));
  }
}

/** Writes the archive of the pause image, one static busybox, and returns its path. */
export function pauseImage(): string {
  const archive = join(directory, 'pause.tar');
  if (existsSync(archive)) return archive;
  const work = join(directory, 'pause');
  mkdirSync(join(work, 'layer'), { recursive: true });
  run('cp', [run('sh', ['-c', 'command -v busybox']).trim(), join(work, 'layer', 'busybox')]);
  run('tar', [
    '-C',
    join(work, 'layer'),
    '--owner=0',
    '--group=0',
    '--mtime=@0',
    '-cf',
    join(work, 'layer.tar'),
    'busybox',
  ]);
  const digest = run('sha256sum', [join(work, 'layer.tar')]).split(' ')[0];
  const config = {
    architecture: 'amd64',
    os: 'linux',
    config: { Entrypoint: ['/busybox', 'sleep', '2147483647'] },
    rootfs: { type: 'layers', diff_ids: [`sha256:${digest}`] },
  };
  writeFileSync(join(work, 'config.json'), JSON.stringify(config));
  const manifest = [{ Config: 'config.json', RepoTags: ['k8s.gcr.io/pause:3.2'], Layers: ['layer.tar'] }];
  writeFileSync(join(work, 'manifest.json'), JSON.stringify(manifest));
  run('tar', ['-C', work, '-cf', archive, 'manifest.json', 'config.json', 'layer.tar']);
  rmSync(work, { recursive: true });
  return archive;
}

/** Refuses a machine on which the cluster cannot run, in one sentence. */
export function checkMachine(): void {
  if (process.getuid?.() !== 0)
    throw new Error('a cluster needs root: it makes network namespaces, mounts and cgroups');
  if (!/ \/sys\/fs\/cgroup\/memory cgroup /.test(readFileSync('/proc/mounts', 'utf8'))) {
    throw new Error(
      'a Kubernetes 1.20 node needs the version 1 cgroup hierarchies under /sys/fs/cgroup; this machine has only version 2',
    );
  }
}
