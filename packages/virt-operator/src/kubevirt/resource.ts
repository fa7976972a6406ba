// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { apiVersion, type KubeVirt } from '@kubevirt-ts/api';
import { type Resource, resource } from '@kubevirt-ts/kube';

/** The resource everything here is about. */
export const kubevirts: Resource<KubeVirt> = resource<KubeVirt>(apiVersion, 'KubeVirt', 'kubevirts', true);

/**
 * The one KubeVirt object that counts: in the operator's namespace, the one already taken on, or else the oldest.
 * @differs with several of them KubeVirt stops looking after any
 */
export const activeKubeVirt = (
  all: readonly KubeVirt[],
  namespace: string,
  finalizer: string,
): KubeVirt | undefined => {
  const own = all.filter(({ metadata }) => metadata?.namespace === namespace);
  const age = ({ metadata }: KubeVirt): string => `${metadata?.creationTimestamp ?? ''} ${metadata?.name ?? ''}`;
  return (
    own.find(({ metadata }) => metadata?.finalizers?.includes(finalizer)) ??
    own.filter(({ metadata }) => !metadata?.deletionTimestamp).sort((a, b) => (age(a) < age(b) ? -1 : 1))[0]
  );
};
