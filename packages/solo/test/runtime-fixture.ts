// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@kubevirt-ts/kube';
import type { HostImage } from '../src/kubelet/images/host-image.ts';
import { ImageStore } from '../src/kubelet/images/image-store.ts';
import type { HostImagePart } from '../src/kubelet/images/record.ts';
import { openRuntime } from '../src/kubelet/runtime/open-runtime.ts';
import type { Container, Runtime } from '../src/kubelet/runtime/runtime.ts';
import type { ContainerSecurity, ContainerSpec, SandboxSpec } from '../src/kubelet/runtime/spec.ts';

/** What the machine's programs are reached by in a container. */
export const machineImage = 'localhost/machine:1';

const silent = (): Logger =>
  ({
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
    fatal: () => undefined,
    child: silent,
  }) as unknown as Logger;

/** A state directory of its own for a test of the runtime. */
export interface Fixture {
  readonly directory: string;
  readonly images: ImageStore;
  /** Opens the runtime of a node, as a process does at its start. */
  open(number?: number): Promise<Runtime>;
  /** Purges all nodes that were opened, and removes the directory. */
  end(): Promise<void>;
}

/**
 * Makes a fixture. Networks and rules are the machine's, so that the tests run in a network of their own:
 * `unshare --net node --test packages/solo/test/<name>.root-test.ts`
 */
export async function runtimeFixture(): Promise<Fixture> {
  if (Object.keys(networkInterfaces()).some((name) => name !== 'lo' && !name.startsWith('solot')))
    throw new Error('run this by: unshare --net node --test <file>');
  execFileSync('ip', ['link', 'set', 'dev', 'lo', 'up']);
  // Sockets lie in it: its path must be short.
  const directory = mkdtempSync('/tmp/rt');
  writeHostImage(join(directory, 'machine'), machineImage, [
    { source: '/usr', target: '/usr' },
    ...['bin', 'sbin', 'lib', 'lib64'].map((name) => ({ link: `usr/${name}`, target: `/${name}` })),
    { content: 'root:x:0:0:root:/root:/bin/sh\nqemu:x:107:108::/var/lib/qemu:/bin/sh\n', target: '/etc/passwd' },
    { content: 'root:x:0:\nqemu:x:108:\nkvm:x:55:qemu\n', target: '/etc/group' },
  ]);
  const images = await openImages(directory);
  const open = new Map<number, Runtime>();
  return {
    directory,
    images,
    async open(number = 1) {
      await open.get(number)?.close();
      const runtime = await openNode(directory, images, number);
      open.set(number, runtime);
      return runtime;
    },
    async end() {
      for (const runtime of open.values()) await runtime.purge();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The images of a fixture's directory. */
export function openImages(directory: string): Promise<ImageStore> {
  const hostImages = [{ directory: join(directory, 'machine') }];
  return ImageStore.open({ directory: join(directory, 'images'), hostImages, logger: silent() });
}

/** The runtime of a node in a fixture's directory. */
export function openNode(directory: string, images: ImageStore, number: number): Promise<Runtime> {
  return openRuntime({
    directory: join(directory, `n${number}`),
    images,
    bridge: `solot${number}`,
    podSubnet: `10.42.${200 + number}.0/24`,
    logger: silent(),
    now: () => new Date(),
  });
}

/** Writes a host image's directory. */
function writeHostImage(directory: string, reference: string, rootfs: HostImagePart[]): void {
  mkdirSync(directory, { recursive: true });
  const image: HostImage = { reference, config: { Env: ['PATH=/usr/sbin:/usr/bin:/sbin:/bin'], Cmd: ['sh'] }, rootfs };
  writeFileSync(join(directory, 'image.json'), JSON.stringify(image));
}

/** A pod's sandbox. */
export function sandboxSpec(name: string, o: Partial<SandboxSpec> = {}): SandboxSpec {
  return {
    pod: { uid: `uid-${name}`, namespace: 'default', name },
    attempt: 0,
    labels: {},
    hostname: name,
    hostNetwork: false,
    hostPid: false,
    hostIpc: false,
    sharePid: false,
    hostAliases: [],
    hostPorts: [],
    sysctls: {},
    limits: {},
    ...o,
  };
}

/** A container that runs a shell script. */
export function containerSpec(
  name: string,
  script: string,
  o: Partial<Omit<ContainerSpec, 'security'>> & { security?: Partial<ContainerSecurity> } = {},
): ContainerSpec {
  const { security, ...rest } = o;
  return {
    name,
    attempt: 0,
    labels: {},
    image: machineImage,
    command: ['/bin/sh', '-c', script],
    env: [],
    mounts: [],
    devices: [],
    stdin: false,
    stdinOnce: false,
    tty: false,
    terminationMessagePath: '/dev/termination-log',
    limits: {},
    oomScoreAdj: 0,
    ...rest,
    security: {
      privileged: false,
      supplementalGroups: [],
      addCapabilities: [],
      dropCapabilities: [],
      readOnlyRootFilesystem: false,
      seccomp: { type: 'RuntimeDefault' },
      procMount: 'Default',
      ...security,
    },
  };
}

/** Creates and starts a container in a pod's sandbox. */
export async function run(runtime: Runtime, pod: SandboxSpec, spec: ContainerSpec): Promise<Container> {
  const { id } = await runtime.ensureSandbox(pod);
  const created = await runtime.createContainer(id, spec);
  return runtime.start(created.id);
}

/** What a container has become, once it has exited. */
export async function exited(runtime: Runtime, id: string): Promise<Container> {
  return until(async () => {
    const { containers } = await runtime.list();
    const found = containers.find((container) => container.id === id);
    return found?.state === 'exited' ? found : undefined;
  });
}

/** All that a container has written so far. */
export async function output(runtime: Runtime, id: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of runtime.logs(id, {}, new AbortController().signal)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Runs a script in a container of its own to its end; the answer is what it wrote. */
export async function outputOf(runtime: Runtime, pod: SandboxSpec, spec: ContainerSpec): Promise<string> {
  const { id } = await run(runtime, pod, spec);
  await exited(runtime, id);
  return output(runtime, id);
}

/** Asks again and again until there is an answer. @throws Error after 20 s */
export async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 400; tries++) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await delay(50);
  }
  throw new Error('it did not come to that');
}
