// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// How the components talk to the API server and to each other.

import { ResourceRequirementsWithoutClaims } from '../domain/memory.ts';
import { LabelSelector } from '../meta/label-selector.ts';
import { float, type Infer, int32, object, oneOf, ref, required, setList, string } from '../schema.ts';

export const TokenBucketRateLimiter = object('Requests that are allowed.', {
  qps: required(float('Requests a second over time.')),
  burst: required(int32('Requests at once after a pause.')),
});
export interface TokenBucketRateLimiter extends Infer<typeof TokenBucketRateLimiter> {}

export const RateLimiter = object('A limit on requests.', {
  tokenBucketRateLimiter: ref<TokenBucketRateLimiter>(TokenBucketRateLimiter, 'The limit.'),
});
export interface RateLimiter extends Infer<typeof RateLimiter> {}

export const RESTClientConfiguration = object('How a component uses the Kubernetes API.', {
  rateLimiter: ref<RateLimiter>(RateLimiter, 'Limit on its requests.'),
});
export interface RESTClientConfiguration extends Infer<typeof RESTClientConfiguration> {}

export const ReloadableComponentConfiguration = object('Settings that a component follows without a restart.', {
  restClient: ref<RESTClientConfiguration>(RESTClientConfiguration, 'How it uses the Kubernetes API.'),
});
export interface ReloadableComponentConfiguration extends Infer<typeof ReloadableComponentConfiguration> {}

export const TLSConfiguration = object('TLS of all servers of KubeVirt.', {
  minTLSVersion: oneOf(
    ['VersionTLS10', 'VersionTLS11', 'VersionTLS12', 'VersionTLS13'],
    'Oldest version that is accepted; VersionTLS12 when absent.',
    { strict: true },
  ),
  ciphers: setList(string(), 'Cipher suites that are accepted, up to TLS 1.2; chosen by the server when absent.'),
});
export interface TLSConfiguration extends Infer<typeof TLSConfiguration> {}

export const SupportContainerResources = object('What a kind of helper container claims.', {
  type: required(string('Which containers, such as container-disk, virtiofs, sidecar or hotplug-disk.')),
  resources: required(ref<ResourceRequirementsWithoutClaims>(ResourceRequirementsWithoutClaims, 'What each claims.')),
});
export interface SupportContainerResources extends Infer<typeof SupportContainerResources> {}

export const KSMConfiguration = object('Kernel same-page merging.', {
  nodeLabelSelector: ref<LabelSelector>(
    LabelSelector,
    'Nodes on which it is switched on while memory is short; all when empty.',
  ),
});
export interface KSMConfiguration extends Infer<typeof KSMConfiguration> {}
