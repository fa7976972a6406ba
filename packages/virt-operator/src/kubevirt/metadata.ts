// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { annotations, finalizers, type KubeVirt, versions } from '@kubevirt-ts/api';

const observed = {
  [annotations.latestObservedApiVersion]: versions.storage,
  [annotations.storageObservedApiVersion]: versions.storage,
} as const;

const own: readonly string[] = [finalizers.kubevirt, finalizers.kubevirtOld];

/** A merge patch that makes the KubeVirt object stay until everything is uninstalled; nothing when it does already. */
export const takeOn = ({ metadata }: KubeVirt): unknown => {
  const current = metadata?.finalizers ?? [];
  const wanted = [...current.filter((name) => !own.includes(name)), finalizers.kubevirt];
  const isHeld = current.includes(finalizers.kubevirt) && !current.includes(finalizers.kubevirtOld);
  const isMarked = Object.entries(observed).every(([key, value]) => metadata?.annotations?.[key] === value);
  if (isHeld && isMarked) return undefined;
  return {
    metadata: {
      resourceVersion: metadata?.resourceVersion,
      annotations: observed,
      ...(isHeld ? {} : { finalizers: wanted }),
    },
  };
};

/** A merge patch that lets the KubeVirt object go; finalizers of others stay. */
export const letGo = ({ metadata }: KubeVirt): unknown => ({
  metadata: {
    resourceVersion: metadata?.resourceVersion,
    finalizers: (metadata?.finalizers ?? []).filter((name) => !own.includes(name)),
  },
});
