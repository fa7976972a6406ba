// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

// How the components talk to the API server and to each other.

import { ResourceRequirementsWithoutClaims } from '../domain/memory.ts';
import { LabelSelector } from '../meta/label-selector.ts';
import { float, type Infer, int32, object, ref, required, setList, string } from '../schema.ts';

export const TokenBucketRateLimiter = object('Token bucket rate limiter.', {
  burst: required(int32('Burst.')),
  qps: required(float('Qps.')),
});
export interface TokenBucketRateLimiter extends Infer<typeof TokenBucketRateLimiter> {}

export const RateLimiter = object('Rate limiter.', {
  tokenBucketRateLimiter: ref<TokenBucketRateLimiter>(TokenBucketRateLimiter, 'Token bucket rate limiter.'),
});
export interface RateLimiter extends Infer<typeof RateLimiter> {}

export const RESTClientConfiguration = object('Restclient configuration.', {
  rateLimiter: ref<RateLimiter>(RateLimiter, 'Rate limiter.'),
});
export interface RESTClientConfiguration extends Infer<typeof RESTClientConfiguration> {}

export const ReloadableComponentConfiguration = object('Reloadable component configuration.', {
  restClient: ref<RESTClientConfiguration>(RESTClientConfiguration, 'Rest client.'),
});
export interface ReloadableComponentConfiguration extends Infer<typeof ReloadableComponentConfiguration> {}

export const TLSConfiguration = object('Tlsconfiguration.', {
  ciphers: setList(string(), 'Ciphers.'),
  minTLSVersion: string('Min tlsversion.'),
});
export interface TLSConfiguration extends Infer<typeof TLSConfiguration> {}

export const SupportContainerResources = object('Support container resources.', {
  resources: required(ref<ResourceRequirementsWithoutClaims>(ResourceRequirementsWithoutClaims, 'Resources.')),
  type: required(string('Type.')),
});
export interface SupportContainerResources extends Infer<typeof SupportContainerResources> {}

export const KSMConfiguration = object('Ksmconfiguration.', {
  nodeLabelSelector: ref<LabelSelector>(LabelSelector, 'Node label selector.'),
});
export interface KSMConfiguration extends Infer<typeof KSMConfiguration> {}
