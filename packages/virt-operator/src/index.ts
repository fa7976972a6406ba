// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

export { type ReleaseManifests, type ReleaseOptions, releaseManifests } from './release/release-manifests.ts';
export * from './strategy/deployment.ts';
export {
  type ClusterFeatures,
  installStrategy,
  type Strategy,
  type StrategyInput,
  workloadKinds,
} from './strategy/strategy.ts';
