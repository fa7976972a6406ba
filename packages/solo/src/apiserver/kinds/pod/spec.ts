// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { PodSpec, PodTemplateSpec } from '@kubevirt-ts/kube';
import type { Cause } from '../../kind.ts';
import {
  duplicate,
  forbiddenField,
  invalidEach,
  invalidValue,
  notSupported,
  oneOf,
  required,
} from '../validation/causes.ts';
import { annotationCauses, labelCauses } from '../validation/metadata.ts';
import {
  isDnsLabel,
  isDnsSubdomain,
  isQualifiedName,
  isUnderscoredSubdomain,
  rangeSentence,
} from '../validation/names.ts';
import { ipCauses } from '../validation/paths.ts';
import { containersCauses, ephemeralContainersCauses, initContainersCauses } from './containers.ts';
import { affinityCauses, spreadCauses, tolerationCauses } from './scheduling.ts';
import { podSecurityCauses } from './security.ts';
import { volumesCauses } from './volumes.ts';

const maxInt32 = 2 ** 31 - 1;

/** What is wrong with the specification of a pod, or (not `isPod`) of pods to be made. @upstream ValidatePodSpec */
export function podSpecCauses(path: string, spec: PodSpec, isPod: boolean): Cause[] {
  const { causes: volumeCauses, volumes } = volumesCauses(`${path}.volumes`, spec.volumes);
  const claimNames = new Set((spec.resourceClaims ?? []).map(({ name }) => name).filter(Boolean));
  const context = { spec, volumes, claimNames };
  return [
    ...volumeCauses,
    ...containersCauses(`${path}.containers`, context),
    ...initContainersCauses(`${path}.initContainers`, context),
    ...ephemeralContainersCauses(`${path}.ephemeralContainers`, context),
    ...hostNetworkCauses(path, spec, isPod),
    ...oneOf(`${path}.restartPolicy`, spec.restartPolicy, ['Always', 'OnFailure', 'Never']),
    ...oneOf(`${path}.dnsPolicy`, spec.dnsPolicy, ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']),
    ...labelCauses(`${path}.nodeSelector`, spec.nodeSelector),
    ...podSecurityCauses(`${path}.securityContext`, spec),
    ...affinityCauses(`${path}.affinity`, spec.affinity),
    ...dnsConfigCauses(`${path}.dnsConfig`, spec),
    ...gateCauses(path, spec),
    ...spreadCauses(`${path}.topologySpreadConstraints`, spec.topologySpreadConstraints),
    ...hostUsersCauses(path, spec),
    ...nameCauses(path, spec),
  ];
}

/** What is wrong with a template of pods. */
export function podTemplateCauses(path: string, template: PodTemplateSpec | undefined): Cause[] {
  const { metadata, spec } = template ?? {};
  const causes = [
    ...labelCauses(`${path}.labels`, metadata?.labels),
    ...annotationCauses(`${path}.annotations`, metadata?.annotations),
    ...podSpecCauses(`${path}.spec`, spec ?? { containers: [] }, false),
  ];
  if (spec?.ephemeralContainers?.length) {
    causes.push(forbiddenField(`${path}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template'));
  }
  return causes;
}

function hostNetworkCauses(path: string, spec: PodSpec, isPod: boolean): Cause[] {
  if (!spec.hostNetwork) return [];
  return (spec.containers ?? []).flatMap(({ ports }, i) =>
    (ports ?? []).flatMap(({ hostPort = 0, containerPort }, j) => {
      if (hostPort === containerPort || (hostPort === 0 && !isPod)) return [];
      const field = `${path}.containers[${i}].ports[${j}].hostPort`;
      return [invalidValue(field, hostPort, 'must match `containerPort` when `hostNetwork` is true')];
    }),
  );
}

const maxNameservers = 3;
const maxSearches = 32;
const maxSearchBytes = 2048;

function dnsConfigCauses(path: string, spec: PodSpec): Cause[] {
  const { dnsConfig, dnsPolicy } = spec;
  if (dnsPolicy === 'None') {
    if (!dnsConfig) return [required(path, 'must provide `dnsConfig` when `dnsPolicy` is None')];
    const sentence = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
    if (!dnsConfig.nameservers?.length) return [required(`${path}.nameservers`, sentence)];
  }
  const { nameservers = [], searches = [], options = [] } = dnsConfig ?? {};
  const causes: Cause[] = [];
  if (nameservers.length > maxNameservers) {
    const sentence = `must not have more than ${maxNameservers} nameservers`;
    causes.push(invalidValue(`${path}.nameservers`, nameservers, sentence));
  }
  causes.push(...nameservers.flatMap((address, i) => ipCauses(`${path}.nameservers[${i}]`, address)));
  if (searches.length > maxSearches) {
    causes.push(invalidValue(`${path}.searches`, searches, `must not have more than ${maxSearches} search paths`));
  }
  if (searches.join(' ').length > maxSearchBytes) {
    const sentence = `must not have more than ${maxSearchBytes} characters (including spaces) in the search list`;
    causes.push(invalidValue(`${path}.searches`, searches, sentence));
  }
  for (const [i, search] of searches.entries()) {
    const name = search.replace(/\.$/, '');
    if (search !== '.') causes.push(...invalidEach(`${path}.searches[${i}]`, name, isUnderscoredSubdomain(name)));
  }
  for (const [i, { name }] of options.entries()) {
    if (!name) causes.push(required(`${path}.options[${i}]`, 'must not be empty'));
  }
  return causes;
}

function gateCauses(path: string, spec: PodSpec): Cause[] {
  const seen = new Set<string>();
  return [
    ...(spec.readinessGates ?? []).flatMap(({ conditionType }, i) =>
      invalidEach(`${path}.readinessGates[${i}].conditionType`, conditionType, isQualifiedName(conditionType)),
    ),
    ...(spec.schedulingGates ?? []).flatMap(({ name }, i) => {
      const at = `${path}.schedulingGates[${i}]`;
      const again = seen.has(name) ? [duplicate(at, name)] : [];
      seen.add(name);
      return [...invalidEach(at, name, isQualifiedName(name)), ...again];
    }),
  ];
}

function hostUsersCauses(path: string, spec: PodSpec): Cause[] {
  if (spec.hostUsers !== false) return [];
  const sentence = 'when `pod.Spec.HostUsers` is false';
  return [
    ...(spec.hostNetwork ? [forbiddenField(`${path}.hostNetwork`, sentence)] : []),
    ...(spec.hostPID ? [forbiddenField(`${path}.HostPID`, sentence)] : []),
    ...(spec.hostIPC ? [forbiddenField(`${path}.HostIPC`, sentence)] : []),
  ];
}

const named = [
  ['serviceAccountName', isDnsSubdomain],
  ['nodeName', isDnsSubdomain],
  ['hostname', isDnsLabel],
  ['subdomain', isDnsLabel],
  ['priorityClassName', isDnsSubdomain],
  ['runtimeClassName', isDnsSubdomain],
] as const;

function nameCauses(path: string, spec: PodSpec): Cause[] {
  const causes = named.flatMap(([name, rule]) => {
    const value = spec[name];
    return value ? invalidEach(`${path}.${name}`, value, rule(value)) : [];
  });
  const deadline = spec.activeDeadlineSeconds;
  if (deadline !== undefined && (deadline < 1 || deadline > maxInt32)) {
    causes.push(invalidValue(`${path}.activeDeadlineSeconds`, deadline, rangeSentence(1, maxInt32)));
  }
  causes.push(...tolerationCauses(`${path}.tolerations`, spec.tolerations));
  for (const [i, { ip, hostnames }] of (spec.hostAliases ?? []).entries()) {
    causes.push(...ipCauses(`${path}.hostAliases[${i}].ip`, ip));
    for (const [j, name] of (hostnames ?? []).entries()) {
      causes.push(...invalidEach(`${path}.hostAliases[${i}].hostnames[${j}]`, name, isDnsSubdomain(name)));
    }
  }
  if (spec.preemptionPolicy !== undefined) {
    causes.push(...oneOf(`${path}.preemptionPolicy`, spec.preemptionPolicy, ['PreemptLowerPriority', 'Never']));
  }
  if (spec.os && !['linux', 'windows'].includes(spec.os.name)) {
    const at = `${path}.os`;
    causes.push(
      spec.os.name ? notSupported(at, spec.os.name, ['linux', 'windows']) : required(`${at}.name`, 'cannot be empty'),
    );
  }
  return causes;
}
