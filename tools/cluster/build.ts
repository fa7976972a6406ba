// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages } from '../packages.ts';
import { run } from '../shell.ts';
import { directory, kubernetesVersion } from './layout.ts';

/** The two files of kubelet that dial plugins. */
const dialers = [
  'pkg/kubelet/cm/devicemanager/endpoint.go',
  'pkg/kubelet/pluginmanager/operationexecutor/operation_generator.go',
];
const dial = 'grpc.DialContext(ctx, unixSocketPath, grpc.WithInsecure()';
const dialWithAuthority = 'grpc.DialContext(ctx, unixSocketPath, grpc.WithAuthority("localhost"), grpc.WithInsecure()';

/**
 * Builds all Kubernetes programs as one binary from Debian's source package; takes about ten minutes on two cores.
 * One fix of Kubernetes 1.26 (kubernetes#112597) goes in: kubelet names `localhost` as authority to plugins, without which
 * a plugin that is not written in Go refuses its calls.
 */
export function buildHyperkube(binary: string): void {
  console.log("building the Kubernetes programs from Debian's source package: about 10 minutes, once");
  installPackages(['golang-1.19-go', 'dpkg-dev', 'rsync', 'jq', 'make', 'gcc', 'libc6-dev']);
  const work = join(directory, 'build');
  const source = join(work, 'go/src/k8s.io/kubernetes');
  for (const path of ['parts', 'lists/partial']) mkdirSync(join(work, path), { recursive: true });
  const sources = readFileSync('/etc/apt/sources.list.d/debian.sources', 'utf8');
  writeFileSync(join(work, 'parts/src.sources'), sources.replace(/^Types: deb$/gm, 'Types: deb-src'));
  const apt = [
    '-o',
    'Dir::Etc::sourcelist=/dev/null',
    '-o',
    `Dir::Etc::sourceparts=${work}/parts`,
    '-o',
    `Dir::State::Lists=${work}/lists`,
    '-o',
    'APT::Sandbox::User=root',
  ];
  run('apt-get', [...apt, 'update', '-qq'], { cwd: work });
  run('apt-get', [...apt, 'source', '-qq', '--download-only', 'kubernetes'], { cwd: work });
  rmSync(source, { recursive: true, force: true });
  mkdirSync(source, { recursive: true });
  run('tar', ['xzf', globSync(join(work, 'kubernetes_*.orig.tar.gz'))[0]!, '-C', source, '--strip-components=1']);
  const env = {
    ...process.env,
    GOPATH: join(work, 'go'),
    GOCACHE: join(work, 'gocache'),
    GO111MODULE: 'off',
    CGO_ENABLED: '0',
    PATH: `/usr/lib/go-1.19/bin:${process.env.PATH}`,
    KUBE_GIT_TREE_STATE: 'archive',
    KUBE_GIT_VERSION: kubernetesVersion,
    KUBE_GIT_MAJOR: '1',
    KUBE_GIT_MINOR: '20',
    KUBE_GIT_COMMIT: 'archive',
  };
  run('make', ['generated_files'], { cwd: source, env });
  for (const file of dialers) {
    const text = readFileSync(join(source, file), 'utf8');
    if (!text.includes(dial))
      throw new Error(`${file} does not dial plugins as expected: the authority fix does not apply`);
    writeFileSync(join(source, file), text.replaceAll(dial, dialWithAuthority));
  }
  mkdirSync(join(source, 'cmd/hyperkube'), { recursive: true });
  cpSync(join(import.meta.dirname, 'hyperkube.go'), join(source, 'cmd/hyperkube/main.go'));
  const versions = ['component-base/version', 'client-go/pkg/version'].flatMap((name) =>
    [`gitVersion=${kubernetesVersion}`, 'gitMajor=1', 'gitMinor=20', 'gitTreeState=archive'].map(
      (value) => `-X k8s.io/kubernetes/vendor/k8s.io/${name}.${value}`,
    ),
  );
  run('go', ['build', '-trimpath', '-ldflags', ['-s', '-w', ...versions].join(' '), '-o', binary, './cmd/hyperkube'], {
    cwd: source,
    env,
  });
  rmSync(work, { recursive: true, force: true });
}
