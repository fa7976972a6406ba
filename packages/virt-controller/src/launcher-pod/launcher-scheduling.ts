// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import { labelPrefixes, labels, type VirtualMachineInstance } from '@kubevirt-ts/api';
import type { PodSpec } from '@kubevirt-ts/kube';
import type { ClusterConfig } from '@kubevirt-ts/rules/config';

const hostModels = new Set<string | undefined>([undefined, '', 'host-model']);
const required = new Set<string | undefined>([undefined, '', 'require']);

function cpuLabels({ cpu }: VirtualMachineInstance['spec']['domain']): Record<string, string> {
  const features = (cpu?.features ?? []).filter(({ policy }) => required.has(policy));
  const named = hostModels.has(cpu?.model) || cpu?.model === 'host-passthrough' ? [] : [cpu?.model];
  return Object.fromEntries([
    ...named.map((model) => [`${labelPrefixes.cpuModel}${model}`, 'true']),
    ...features.map(({ name }) => [`${labelPrefixes.cpuFeature}${name}`, 'true']),
  ]);
}

/**
 * The nodes that can run a VMI.
 * @differs models and features of CPUs are looked for only where KVM has to provide them; under emulation QEMU does
 */
export function launcherNodeSelector({ spec }: VirtualMachineInstance, config: ClusterConfig): Record<string, string> {
  const machine = spec.domain.machine?.type || config.machineType;
  return {
    ...config.nodeSelectors,
    [labels.arch]: spec.architecture || config.defaultArchitecture,
    [labels.schedulable]: 'true',
    [`${labelPrefixes.machineType}${machine}`]: 'true',
    ...(config.useEmulation ? {} : cpuLabels(spec.domain)),
    ...spec.nodeSelector,
  };
}

type Affinity = NonNullable<PodSpec['affinity']>;

/** The VMI's own affinity, and for a guest with the host's CPU model none of the nodes whose model is obsolete. */
export function launcherAffinity({ spec }: VirtualMachineInstance): Affinity | undefined {
  const own = spec.affinity as Affinity | undefined;
  if (!hostModels.has(spec.domain.cpu?.model)) return own;
  const notObsolete = { key: labels.obsoleteHostModel, operator: 'DoesNotExist' };
  const terms = own?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [{}];
  return {
    ...own,
    nodeAffinity: {
      ...own?.nodeAffinity,
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: terms.map((term) => ({
          ...term,
          matchExpressions: [...(term.matchExpressions ?? []), notObsolete],
        })),
      },
    },
  };
}
