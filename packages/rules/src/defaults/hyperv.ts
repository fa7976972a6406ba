// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors
import type { CPUFeature, DomainSpec, FeatureHyperv } from '@kubevirt-ts/api';

/** Which Hyper-V enlightenment needs which other one, dependents before what they need. */
export const hypervNeeds = [
  ['evmcs', 'vapic'],
  ['ipi', 'vpindex'],
  ['tlbflush', 'vpindex'],
  ['synictimer', 'synic'],
  ['synic', 'vpindex'],
] as const;

const withVmx = (features: CPUFeature[] = []): CPUFeature[] =>
  features.some(({ name }) => name === 'vmx')
    ? features.map((feature) => (feature.name === 'vmx' ? { ...feature, policy: 'require' } : feature))
    : [...features, { name: 'vmx', policy: 'require' }];

/** A domain whose Hyper-V enlightenments have what they need, unless that was switched off on purpose. */
export const withHypervNeeds = (domain: DomainSpec): DomainSpec => {
  const given = domain.features?.hyperv;
  if (!given) return domain;
  const hyperv: FeatureHyperv = { ...given };
  for (const [feature, need] of hypervNeeds) {
    if (hyperv[feature]?.enabled && hyperv[need]?.enabled === undefined)
      hyperv[need] = { ...hyperv[need], enabled: true };
  }
  const result = { ...domain, features: { ...domain.features, hyperv } };
  return hyperv.evmcs && hyperv.evmcs.enabled !== false
    ? { ...result, cpu: { ...domain.cpu, features: withVmx(domain.cpu?.features) } }
    : result;
};
