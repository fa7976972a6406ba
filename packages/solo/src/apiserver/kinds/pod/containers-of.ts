// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Container, PodSpec } from '@kubevirt-ts/kube';

/** A container and the path of its field. */
export interface PlacedContainer {
  container: Container;
  path: string;
}

/** The containers of a pod with their fields: init containers, containers and those that were added later. */
export function containersOf(spec: PodSpec | undefined, path = 'spec'): PlacedContainer[] {
  const lists = {
    initContainers: spec?.initContainers,
    containers: spec?.containers,
    ephemeralContainers: spec?.ephemeralContainers as Container[] | undefined,
  };
  return Object.entries(lists).flatMap(([name, list]) =>
    (list ?? []).map((container, i) => ({ container, path: `${path}.${name}[${i}]` })),
  );
}

/** Whether an init container goes on running beside the containers. */
export function isSidecar(container: Container | undefined): boolean {
  return container?.restartPolicy === 'Always';
}
