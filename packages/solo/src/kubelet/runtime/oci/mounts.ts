// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Mount } from '../spec.ts';
import type { OciMount } from './config.ts';

/** How a path of the machine is shown in a container. */
export function bindMount(
  mount: Pick<Mount, 'target' | 'readOnly' | 'recursiveReadOnly' | 'propagation'>,
  source: string,
): OciMount {
  return {
    destination: mount.target,
    type: 'bind',
    source,
    options: [
      'rbind',
      propagationOption(mount.propagation),
      mount.recursiveReadOnly ? 'rro' : mount.readOnly ? 'ro' : 'rw',
    ],
  };
}

function propagationOption(propagation: Mount['propagation']): string {
  switch (propagation) {
    case 'Bidirectional':
      return 'rshared';
    case 'HostToContainer':
      return 'rslave';
    case 'None':
    case undefined:
      return 'rprivate';
  }
}

/** Mounts in the order they are made: one that lies under another after it, whatever order a pod names them in. @upstream containerd */
export function inMountOrder(mounts: readonly OciMount[]): OciMount[] {
  const depth = ({ destination }: OciMount) => destination.split('/').filter((part) => part !== '').length;
  return mounts.toSorted((a, b) => depth(a) - depth(b));
}
