// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages } from '../packages.ts';
import { run } from '../shell.ts';
import { directory, kubernetesVersion } from './layout.ts';

/** A change of one source file without which a program would fail. */
interface Fix {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const dialPlugin = 'grpc.DialContext(ctx, unixSocketPath, grpc.WithInsecure()';
const dialAsLocalhost = 'grpc.DialContext(ctx, unixSocketPath, grpc.WithAuthority("localhost"), grpc.WithInsecure()';
const reflect2 = 'vendor/github.com/modern-go/reflect2';

/** The fields of Go 1.19's map iterator behind its first two, which reflect2 left to the runtime to allocate. */
const iteratorFields = `
	t, h, buckets, bptr, overflow, oldoverflow unsafe.Pointer
	startBucket uintptr
	offset uint8
	wrapped bool
	B, i uint8
	bucket, checkBucket uintptr`;

/**
 * What Kubernetes 1.20 needs beyond its source:
 * - kubelet names `localhost` as authority to plugins, as it does since 1.26 (kubernetes#112597); without it a plugin that is
 *   not written in Go refuses its calls;
 * - the caller of Go's map iteration allocates the iterator since Go 1.18; with the reflect2 of 1.20 the API server writes to
 *   an address that it never set, and dies of the first custom resource that it is sent. reflect2 1.0.2 does it like this;
 * - a value is compared with reflect's zero value of its type by address, and since Go 1.18 the empty string has the same one:
 *   the empty strings of custom resources are taken for null and refused.
 */
const fixes: readonly Fix[] = [
  ...['github.com/go-openapi/validate', 'k8s.io/kube-openapi/pkg/validation/validate'].map((validator) => ({
    file: `vendor/${validator}/type.go`,
    from: 'if data == nil || reflect.DeepEqual(reflect.Zero(reflect.TypeOf(data)), reflect.ValueOf(data)) {',
    to: 'if data == nil {',
  })),
  { file: 'pkg/kubelet/cm/devicemanager/endpoint.go', from: dialPlugin, to: dialAsLocalhost },
  { file: 'pkg/kubelet/pluginmanager/operationexecutor/operation_generator.go', from: dialPlugin, to: dialAsLocalhost },
  {
    file: `${reflect2}/unsafe_link.go`,
    from: 'func mapiterinit(rtype unsafe.Pointer, m unsafe.Pointer) *hiter',
    to: 'func mapiterinit(rtype unsafe.Pointer, m unsafe.Pointer, it *hiter)',
  },
  { file: `${reflect2}/unsafe_link.go`, from: '\t// rest fields are ignored', to: iteratorFields },
  {
    file: `${reflect2}/unsafe_map.go`,
    from: '\treturn &UnsafeMapIterator{\n\t\thiter:      mapiterinit(type2.rtype, *(*unsafe.Pointer)(obj)),',
    to: '\tvar it hiter\n\tmapiterinit(type2.rtype, *(*unsafe.Pointer)(obj), &it)\n\treturn &UnsafeMapIterator{\n\t\thiter:      &it,',
  },
];

/** Builds all Kubernetes programs as one binary from Debian's source package; takes about ten minutes on two cores. */
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
  for (const { file, from, to } of fixes) {
    const text = readFileSync(join(source, file), 'utf8');
    if (!text.includes(from))
      throw new Error(`${file} is not the source that is known here: it does not contain ${JSON.stringify(from)}`);
    writeFileSync(join(source, file), text.replaceAll(from, to));
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
