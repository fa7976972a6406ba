// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { ContainerDiskSource, VirtualMachineInstance } from '@kubevirt-ts/api';
import type { Container, PodVolume } from '@kubevirt-ts/kube';
import { paths } from '@kubevirt-ts/machine';
import { helperResources } from './launcher-resources.ts';
import { containerSecurity } from './launcher-security.ts';

const directory = paths.containerDisks;
const volume: PodVolume = { name: 'container-disks', emptyDir: {} };
const mount = { name: volume.name, mountPath: directory };
const busybox = `${directory}/busybox`;

/** Held open by the compute container for as long as it lives, and by nobody else. */
const alive = `${directory}/alive`;
/** There once compute has opened `alive`, so that nobody takes the time before for the time after. */
const started = `${directory}/started`;

const pollSeconds = 0.2;
const maxPolls = 1500;

/** The container disks of a VMI, by the name of their volumes. */
export function containerDisks({ spec }: VirtualMachineInstance): { name: string; source: ContainerDiskSource }[] {
  return (spec.volumes ?? []).flatMap(({ name, containerDisk }) =>
    containerDisk ? [{ name, source: containerDisk }] : [],
  );
}

/**
 * What compute runs before its own command, to hold the pipe open as long as it lives. Opening a pipe for both directions
 * never waits; the descriptor is inherited by the container's first process, and the kernel closes it however that ends.
 */
export const holdAlive = (command: string): string => `exec 9<>${alive} && : >${started} && exec ${command}`;

/**
 * What the sidecar of a disk runs: it waits until compute has started, publishes its process id (its root is the disk's
 * image), and reads from the pipe until nobody holds it open any more. It opens the pipe for both directions first, so that
 * it does not wait for a compute that has already ended. If compute never starts, neither does this stay for ever. From the
 * moment it is of use it leaves the end of the pod to compute, so that a guest that is shutting down keeps its disk.
 *
 * Dollar signs are doubled, because kubelet makes one of two.
 */
function sidecarScript(name: string): string {
  const id = `${directory}/${name}.pid`;
  return [
    `b=${busybox}; n=0`,
    `until [ -e ${started} ]; do [ $n -lt ${maxPolls} ] || exit 1; n=$((n+1)); $b sleep ${pollSeconds}; done`,
    `trap '' TERM; exec 3<>${alive} 4<${alive} 3>&-`,
    `echo $$ >${id}.part && $b mv ${id}.part ${id} && exec $b cat <&4`,
  ]
    .join('\n')
    .replaceAll('$', () => '$$');
}

/** Everything in a pod that container disks need besides what compute does. */
export interface ContainerDiskParts {
  initContainers: Container[];
  containers: Container[];
  volumes: PodVolume[];
  /** For compute. */
  mounts: NonNullable<Container['volumeMounts']>;
  imagePullSecrets: { name: string }[];
}

/** The parts of a pod with container disks; all empty when a VMI has none. */
export function containerDiskParts(
  vmi: VirtualMachineInstance,
  launcher: { image: string; pullPolicy: string },
): ContainerDiskParts {
  const disks = containerDisks(vmi);
  if (disks.length === 0) return { initContainers: [], containers: [], volumes: [], mounts: [], imagePullSecrets: [] };
  const common = { securityContext: containerSecurity, resources: helperResources, volumeMounts: [mount] };
  const secrets = disks.flatMap(({ source }) => (source.imagePullSecret ? [source.imagePullSecret] : []));
  return {
    initContainers: [
      {
        name: 'container-disk-binary',
        image: launcher.image,
        imagePullPolicy: launcher.pullPolicy,
        command: ['/usr/bin/busybox', 'sh', '-c', `busybox cp /usr/bin/busybox ${busybox} && busybox mkfifo ${alive}`],
        ...common,
      },
    ],
    containers: disks.map(({ name, source }) => ({
      name: `volume${name}`,
      image: source.image,
      imagePullPolicy: source.imagePullPolicy,
      command: [busybox, 'sh', '-c', sidecarScript(name)],
      ...common,
    })),
    volumes: [volume],
    mounts: [mount],
    imagePullSecrets: [...new Set(secrets)].map((name) => ({ name })),
  };
}
