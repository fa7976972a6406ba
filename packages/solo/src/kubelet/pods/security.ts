// SPDX-License-Identifier: Apache-2.0
// SPDX-FileCopyrightText: the kubevirt-ts authors

import type { Container, Pod } from '@kubevirt-ts/kube';
import type { ContainerSecurity } from '../runtime/spec.ts';
import { podLabel } from './view.ts';

/** What a container may do, by its own and its pod's securityContext; or why it may not be started so. `imageUser`: as the image has it. */
export function containerSecurity(
  pod: Pod,
  container: Container,
  imageUser: string,
): ContainerSecurity | { refused: string } {
  const ofPod = pod.spec?.securityContext;
  const own = container.securityContext;
  const runAsUser = own?.runAsUser ?? ofPod?.runAsUser;
  if (own?.runAsNonRoot ?? ofPod?.runAsNonRoot) {
    const refused = rootRefusal(podLabel(pod), container.name, runAsUser, imageUser);
    if (refused) return { refused };
  }
  const privileged = own?.privileged === true;
  const groups = [...(ofPod?.supplementalGroups ?? []), ...(ofPod?.fsGroup === undefined ? [] : [ofPod.fsGroup])];
  return {
    privileged,
    ...(runAsUser !== undefined && { runAsUser }),
    ...((own?.runAsGroup ?? ofPod?.runAsGroup) !== undefined && { runAsGroup: own?.runAsGroup ?? ofPod?.runAsGroup }),
    supplementalGroups: [...new Set(groups)],
    addCapabilities: (own?.capabilities?.add ?? []).map(plain),
    dropCapabilities: (own?.capabilities?.drop ?? []).map(plain),
    readOnlyRootFilesystem: own?.readOnlyRootFilesystem === true,
    ...(own?.allowPrivilegeEscalation !== undefined && { allowPrivilegeEscalation: own.allowPrivilegeEscalation }),
    seccomp: privileged ? { type: 'Unconfined' } : seccomp(own?.seccompProfile ?? ofPod?.seccompProfile),
    procMount: own?.procMount === 'Unmasked' ? 'Unmasked' : 'Default',
  };
}

function seccomp(profile: { type: string; localhostProfile?: string } | undefined): ContainerSecurity['seccomp'] {
  if (profile?.type === 'RuntimeDefault') return { type: 'RuntimeDefault' };
  if (profile?.type === 'Localhost') return { type: 'Localhost', path: profile.localhostProfile ?? '' };
  return { type: 'Unconfined' };
}

function rootRefusal(
  pod: string,
  container: string,
  runAsUser: number | undefined,
  imageUser: string,
): string | undefined {
  if (runAsUser === 0) return `container's runAsUser breaks non-root policy (pod: "${pod}", container: ${container})`;
  if (runAsUser !== undefined) return undefined;
  const [user = ''] = imageUser.split(':');
  if (user === '' || user === '0') {
    return `container has runAsNonRoot and image will run as root (pod: "${pod}", container: ${container})`;
  }
  if (/^\d+$/.test(user)) return undefined;
  return `container has runAsNonRoot and image has non-numeric user (${user}), cannot verify user is non-root (pod: "${pod}", container: ${container})`;
}

function plain(capability: string): string {
  return capability.replace(/^CAP_/, '');
}
