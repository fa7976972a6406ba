// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { isDeepStrictEqual } from 'node:util';
import type { KubeVirt, NodePlacement } from '@kubevirt-ts/api';
import {
  type AdmissionCause,
  ApiError,
  type Client,
  type Deployment,
  type PodSpec,
  resources,
} from '@kubevirt-ts/kube';
import { place } from '../strategy/placement.ts';

const trial = (namespace: string, placement: NodePlacement): Deployment => {
  const name = 'placement-validation-webhook';
  const labels = { 'kubevirt.io': name };
  const pod: PodSpec = { containers: [{ name: 'placement', image: 'placement' }] };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: place(pod, placement) } },
  };
};

/** What the API server finds wrong with a new placement, asked by creating something with it and not keeping it. */
export const placementFaults = async (
  kubevirt: KubeVirt,
  old: KubeVirt | undefined,
  client: Client,
): Promise<AdmissionCause[]> => {
  const faults: AdmissionCause[] = [];
  for (const part of ['infra', 'workloads'] as const) {
    const placement = kubevirt.spec?.[part]?.nodePlacement;
    if (!placement || isDeepStrictEqual(placement, old?.spec?.[part]?.nodePlacement)) continue;
    try {
      await client.create(resources.deployments, trial(kubevirt.metadata?.namespace ?? '', placement), {
        dryRun: true,
      });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      faults.push({
        reason: 'FieldValueInvalid',
        message: error.status.message ?? error.message,
        field: `spec.${part}.nodePlacement`,
      });
    }
  }
  return faults;
};
