// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Client } from '@kubevirt-ts/kube';
import type { ClusterFeatures } from './strategy/strategy.ts';

interface Discovery {
  versions?: { groupVersion: string }[];
  major?: string;
  minor?: string;
}

/** What the cluster can express, as it says itself. */
export const discover = async (client: Client): Promise<ClusterFeatures> => {
  const policy = (await client.raw('GET', '/apis/policy')) as Discovery;
  const version = (await client.raw('GET', '/version')) as Discovery;
  const minor = Number.parseInt(version.minor ?? '0', 10);
  return {
    policyVersion: policy.versions?.some(({ groupVersion }) => groupVersion === 'policy/v1')
      ? 'policy/v1'
      : 'policy/v1beta1',
    matchConditions: version.major !== '1' || minor >= 28,
  };
};
