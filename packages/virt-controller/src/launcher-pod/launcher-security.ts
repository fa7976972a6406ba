// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Container, PodSpec } from '@kubevirt-ts/kube';
import type { ClusterConfig } from '@kubevirt-ts/rules/config';
import { isAtLeast, type ServerVersion } from './launcher-pod-input.ts';

const userId = 107;

/** Below the kubelet's seccomp directory; virt-handler writes it there on every node. */
const seccompProfile = 'kubevirt/kubevirt.json';

/** Since when a pod may set it without being asked whether it is safe. */
const safePortSysctl: ServerVersion = { major: 1, minor: 22 };

function profile({ seccompConfiguration }: ClusterConfig): { type: string; localhostProfile?: string } {
  const custom = seccompConfiguration?.virtualMachineInstanceProfile?.customProfile;
  if (custom?.runtimeDefaultProfile === true) return { type: 'RuntimeDefault' };
  return { type: 'Localhost', localhostProfile: custom?.localhostProfile || seccompProfile };
}

/**
 * Everything in a launcher pod runs as one unprivileged user.
 * @differs a seccomp profile always, so that the pod fits the restricted pod security standard
 */
export function podSecurity(config: ClusterConfig, server: ServerVersion): NonNullable<PodSpec['securityContext']> {
  return {
    runAsUser: userId,
    runAsGroup: userId,
    runAsNonRoot: true,
    fsGroup: userId,
    seccompProfile: profile(config),
    ...(config.selinuxLauncherType === undefined ? {} : { seLinuxOptions: { type: config.selinuxLauncherType } }),
    ...(isAtLeast(server, safePortSysctl)
      ? { sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }] }
      : {}),
  };
}

/**
 * No container of a launcher pod has any privilege, nor can it write to its own programs.
 * @differs KubeVirt adds NET_BIND_SERVICE, which means nothing to a user without it in its ambient set
 */
export const containerSecurity: NonNullable<Container['securityContext']> = {
  runAsUser: userId,
  runAsGroup: userId,
  runAsNonRoot: true,
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};
