// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Pod, PodVolume } from '@kubevirt-ts/kube';
import type { ObjectRef } from '../objects.ts';
import { specifiedContainers } from '../pods/view.ts';

/** The volumes that a pod's containers use: others are not set up. */
export function usedVolumes(pod: Pod): PodVolume[] {
  const names = new Set(
    specifiedContainers(pod.spec).flatMap(({ container }) => [
      ...(container.volumeMounts ?? []).map(({ name }) => name),
      ...(container.volumeDevices ?? []).map(({ name }) => name),
    ]),
  );
  return (pod.spec?.volumes ?? []).filter(({ name }) => names.has(name));
}

/** The objects whose change a pod's volumes, or a start that waits for them, want to know of. */
export function referredObjects(pod: Pod): ObjectRef[] {
  const namespace = pod.metadata?.namespace;
  const ref = (kind: ObjectRef['kind'], name: string | undefined): ObjectRef[] =>
    name ? [{ kind, namespace, name }] : [];
  return [
    ...(pod.spec?.volumes ?? []).flatMap((volume) => [
      ...ref('ConfigMap', volume.configMap?.name),
      ...ref('Secret', volume.secret?.secretName),
      ...ref('PersistentVolumeClaim', volume.persistentVolumeClaim?.claimName),
      ...(volume.projected?.sources ?? []).flatMap((source) => [
        ...ref('ConfigMap', source.configMap?.name),
        ...ref('Secret', source.secret?.name),
      ]),
    ]),
    ...specifiedContainers(pod.spec).flatMap(({ container }) => [
      ...(container.envFrom ?? []).flatMap((from) => [
        ...ref('ConfigMap', from.configMapRef?.name),
        ...ref('Secret', from.secretRef?.name),
      ]),
      ...(container.env ?? []).flatMap(({ valueFrom }) => [
        ...ref('ConfigMap', valueFrom?.configMapKeyRef?.name),
        ...ref('Secret', valueFrom?.secretKeyRef?.name),
      ]),
    ]),
  ];
}
