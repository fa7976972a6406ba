// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Service } from '@kubevirt-ts/kube';
import { isHeadless } from './defaults.ts';

const oldHints = 'service.kubernetes.io/topology-aware-hints';

/** What a service asks for in vain, or in an old way. @upstream pkg/api/service/warnings.go */
export function serviceWarnings({ metadata, spec }: Service): string[] {
  if (!spec) return [];
  const warnings: string[] = [];
  if (metadata?.annotations?.[oldHints] !== undefined) {
    warnings.push(`annotation ${oldHints} is deprecated, please use service.kubernetes.io/topology-mode instead`);
  }
  const hasOutside = !!spec.externalIPs?.length;
  const isElsewhere = spec.type === 'ExternalName';
  if (isHeadless(spec)) {
    if (spec.loadBalancerIP) warnings.push('spec.loadBalancerIP is ignored for headless services');
    if (hasOutside) warnings.push('spec.externalIPs is ignored for headless services');
    if (spec.sessionAffinity !== 'None') warnings.push('spec.SessionAffinity is ignored for headless services');
  } else if (hasOutside && !isElsewhere) {
    warnings.push('spec.externalIPs is deprecated and may no longer be implemented in some clusters');
  }
  if (isElsewhere && hasOutside) warnings.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  if (!isElsewhere && spec.externalName) {
    warnings.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  }
  if (spec.trafficDistribution === 'PreferClose') {
    warnings.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  }
  return warnings;
}
