// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { HostRelease } from './host-images.ts';
import { installPackages } from './packages.ts';

const main = join(import.meta.dirname, '../packages/solo/src/main.ts');

/** Where a solo keeps its state, and where its API is. */
export interface SoloPlace {
  readonly directory: string;
  readonly port: number;
}

/** The solo that `npm start` runs. */
export const startedSolo: SoloPlace = {
  directory: process.env.SOLO_DIR ?? '/var/lib/solo',
  port: Number(process.env.SOLO_PORT ?? 7443),
};

/** The solo that the tests run; there is one at a time on a machine. */
export const testSolo: SoloPlace = { directory: '/var/tmp/kubevirt-ts-solo', port: 7543 };

/** Installs what containers and their networks need from Debian, and kubectl where there is none. */
export function installSoloRequirements(): void {
  installPackages([
    'crun',
    'conmon',
    'catatonit',
    'containernetworking-plugins',
    'nftables',
    'iproute2',
    'socat',
    'skopeo',
    'umoci',
    'util-linux',
    { command: 'kubectl', name: 'kubernetes-client' },
  ]);
}

/** Refuses a machine on which solo or its VMs cannot run, in one sentence. */
export function checkSoloMachine(): void {
  if (process.getuid?.() !== 0) throw new Error('solo needs root: it makes network namespaces, mounts and cgroups');
  if (!existsSync('/dev/net/tun'))
    throw new Error(
      'this machine has no /dev/net/tun, without which VMs have no network: load the module tun (modprobe tun)',
    );
}

/** The administrator's kubeconfig of a solo. */
export function kubeconfigOf({ directory }: SoloPlace): string {
  return join(directory, 'admin.kubeconfig');
}

/** Runs a command of solo's, showing what it says. @throws Error when it fails */
export function solo(verb: 'up' | 'down', place: SoloPlace, ...rest: readonly string[]): void {
  const { status } = spawnSync(process.execPath, [main, verb, '--dir', place.directory, ...rest], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`solo ${verb} exited ${status}`);
}

/** Starts a solo that serves the images of these releases; one that is up already is left as it is. */
export function startSolo(place: SoloPlace, nodes: number, images: readonly HostRelease[]): void {
  const served = images.flatMap(({ hostImages }) => hostImages.flatMap((image) => ['--host-image', image]));
  solo('up', place, '--port', String(place.port), '--nodes', String(nodes), ...served);
}
