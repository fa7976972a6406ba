// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { controllerReference, type KubeObject, type Pod, type PodTemplateSpec } from '@kubevirt-ts/kube';

/** The pod that a template stands for, named after its owner and controlled by it. */
export function podFromTemplate(
  template: PodTemplateSpec | undefined,
  owner: KubeObject,
  generateName = `${owner.metadata?.name ?? ''}-`,
): Pod {
  const { labels, annotations, finalizers } = template?.metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName,
      namespace: owner.metadata?.namespace,
      ...(labels && { labels: { ...labels } }),
      ...(annotations && { annotations: { ...annotations } }),
      ...(finalizers && { finalizers: [...finalizers] }),
      ownerReferences: [controllerReference(owner)],
    },
    spec: structuredClone(template?.spec) ?? { containers: [] },
  };
}
