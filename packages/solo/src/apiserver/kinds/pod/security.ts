// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Container, PodSpec } from '@kubevirt-ts/kube';
import type { Cause } from '../../kind.ts';
import { duplicate, invalidValue, notSupported, oneOf, required } from '../validation/causes.ts';
import { rangeSentence } from '../validation/names.ts';
import { descendingPathCauses } from '../validation/paths.ts';

type PodSecurity = NonNullable<PodSpec['securityContext']>;
type ContainerSecurity = NonNullable<Container['securityContext']>;

const maxId = 2 ** 31 - 1;

function idCauses(field: string, id: number | undefined): Cause[] {
  return id === undefined || (id >= 0 && id <= maxId) ? [] : [invalidValue(field, id, rangeSentence(0, maxId))];
}

const sysctlSegment = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const sysctlPattern = `(${sysctlSegment}[\\./])*${sysctlSegment}`;
const sysctl = new RegExp(`^${sysctlPattern}$`);
const maxSysctlBytes = 253;

/** What is wrong with a pod's security context. */
export function podSecurityCauses(path: string, spec: PodSpec): Cause[] {
  const context = spec.securityContext ?? {};
  const causes = [
    ...idCauses(`${path}.fsGroup`, context.fsGroup),
    ...idCauses(`${path}.runAsUser`, context.runAsUser),
    ...idCauses(`${path}.runAsGroup`, context.runAsGroup),
    ...(context.supplementalGroups ?? []).flatMap((id, i) => idCauses(`${path}.supplementalGroups[${i}]`, id)),
  ];
  if (spec.shareProcessNamespace && spec.hostPID) {
    const sentence = 'ShareProcessNamespace and HostPID cannot both be enabled';
    causes.push(invalidValue(`${path}.shareProcessNamespace`, true, sentence));
  }
  causes.push(...sysctlsCauses(`${path}.sysctls`, context.sysctls ?? [], spec));
  const policies = [
    ['fsGroupChangePolicy', ['Always', 'OnRootMismatch']],
    ['supplementalGroupsPolicy', ['Merge', 'Strict']],
    ['seLinuxChangePolicy', ['MountOption', 'Recursive']],
  ] as const;
  for (const [name, supported] of policies) {
    if (context[name] !== undefined) causes.push(...oneOf(`${path}.${name}`, context[name], supported));
  }
  return [...causes, ...profileCauses(path, context)];
}

function sysctlsCauses(path: string, list: NonNullable<PodSecurity['sysctls']>, spec: PodSpec): Cause[] {
  const seen = new Set<string>();
  return list.flatMap(({ name }, i) => {
    const field = `${path}[${i}].name`;
    const causes: Cause[] = [];
    if (!name) causes.push(required(field));
    else if (!sysctl.test(name) || name.length > maxSysctlBytes) {
      const sentence = `must have at most ${maxSysctlBytes} characters and match regex ^${sysctlPattern}$`;
      causes.push(invalidValue(field, name, sentence));
    } else if (seen.has(name)) causes.push(duplicate(field, name));
    seen.add(name);
    const dotted = name?.replaceAll('/', '.') ?? '';
    if (spec.hostNetwork && dotted.startsWith('net.')) {
      causes.push(invalidValue(field, name, "may not be specified when 'hostNetwork' is true"));
    } else if (spec.hostIPC && /^(kernel\.(shm|msg|sem)|fs\.mqueue\.)/.test(dotted)) {
      causes.push(invalidValue(field, name, "may not be specified when 'hostIPC' is true"));
    }
    return causes;
  });
}

const profileTypes = ['Localhost', 'RuntimeDefault', 'Unconfined'] as const;
const profiles = [
  ['seccompProfile', 'seccomp'],
  ['appArmorProfile', 'AppArmor'],
] as const;

function profileCauses(path: string, context: PodSecurity | ContainerSecurity): Cause[] {
  return profiles.flatMap(([name, word]) => {
    const profile = context[name];
    if (!profile) return [];
    const at = `${path}.${name}`;
    const { type, localhostProfile } = profile;
    const causes: Cause[] = [];
    if (!type) causes.push(required(`${at}.type`, `type is required when ${name} is set`));
    else if (!(profileTypes as readonly string[]).includes(type)) {
      causes.push(notSupported(`${at}.type`, type, profileTypes));
    }
    if (type !== 'Localhost') {
      const sentence = `can only be set when ${word} type is Localhost`;
      if (localhostProfile !== undefined)
        causes.push(invalidValue(`${at}.localhostProfile`, localhostProfile, sentence));
    } else if (!localhostProfile) {
      causes.push(required(`${at}.localhostProfile`, `must be set when ${word} type is Localhost`));
    } else if (name === 'seccompProfile') {
      causes.push(...descendingPathCauses(`${at}.localhostProfile`, localhostProfile));
    }
    return causes;
  });
}

/** What is wrong with a container's security context. */
export function containerSecurityCauses(path: string, context: ContainerSecurity | undefined): Cause[] {
  if (!context) return [];
  const causes = [
    ...idCauses(`${path}.runAsUser`, context.runAsUser),
    ...idCauses(`${path}.runAsGroup`, context.runAsGroup),
  ];
  if (context.procMount !== undefined) {
    causes.push(...oneOf(`${path}.procMount`, context.procMount, ['Default', 'Unmasked']));
  }
  if (context.allowPrivilegeEscalation === false) {
    if (context.privileged) {
      const sentence = 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true';
      causes.push(invalidValue(path, context, sentence));
    }
    if (context.capabilities?.add?.includes('CAP_SYS_ADMIN')) {
      const sentence = 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN';
      causes.push(invalidValue(path, context, sentence));
    }
  }
  return [...causes, ...profileCauses(path, context)];
}
